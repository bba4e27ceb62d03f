"""Sign-ins: who may use the dashboard without sending the API key each time."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from localheroku.control.errors import NotFound
from localheroku.model.identity import new_token
from localheroku.peers import is_strange

LINK_SECONDS = 120
# A day's work; then a browser that was left open signs in again.
IDLE_SECONDS = 12 * 60 * 60
# The oldest are forgotten beyond this many; each sign-in makes one.
KEPT = 100


@dataclass(frozen=True, kw_only=True)
class Link:
    made: float
    user: int | None


@dataclass(kw_only=True)
class Session:
    """One signed-in browser. `notice` is what its next page has to tell, once."""

    used: float
    user: int | None
    form_token: str = field(default_factory=new_token, repr=False)
    notice: str | None = None


class SignIns:
    """In memory only, and by their digests: nothing kept here opens anything elsewhere.

    Each belongs to a user of this machine, None where that is not known: to nobody else is a token
    of any use, however they came by it.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._links: dict[str, Link] = {}
        self._sessions: dict[str, Session] = {}

    def link(self, user: int | None) -> str:
        """A token that signs one browser in, once and soon."""
        token = new_token()
        self._links[_digest(token)] = Link(made=self._clock(), user=user)
        _forget_oldest(self._links)
        return token

    def redeem(self, token: str, user: int | None) -> str:
        """A link's token for a session's. Raises NotFound when it was used or is too old."""
        link = self._links.pop(_digest(token), None)
        if link is None or self._clock() - link.made > LINK_SECONDS or is_strange(user, link.user):
            raise NotFound(
                f"This link was used already, or is older than {LINK_SECONDS // 60} minutes. "
                "Make a new one: .venv/bin/python -m ops dashboard"
            )
        return self.open(user)

    def open(self, user: int | None) -> str:
        """The token of a new session, for its browser alone."""
        token = new_token()
        self._sessions[_digest(token)] = Session(used=self._clock(), user=user)
        _forget_oldest(self._sessions)
        return token

    def find(self, token: str, user: int | None) -> Session | None:
        session = self._sessions.get(_digest(token))
        if session is None or is_strange(user, session.user):
            return None
        if self._clock() - session.used > IDLE_SECONDS:
            self.close(token)
            return None
        session.used = self._clock()
        return session

    def close(self, token: str) -> None:
        self._sessions.pop(_digest(token), None)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _forget_oldest(kept: dict[str, Link] | dict[str, Session]) -> None:
    if len(kept) > KEPT:
        del kept[next(iter(kept))]
