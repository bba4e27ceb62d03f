"""Log sessions: a secret URL that streams an app's log, with what was asked for."""

from __future__ import annotations

from dataclasses import dataclass, field

from localheroku.control.errors import NotFound
from localheroku.model.app import App
from localheroku.model.identity import new_id, new_token, now

# The oldest are forgotten beyond this many; a session is made for every `heroku logs`.
KEPT = 1000


@dataclass(frozen=True, kw_only=True)
class LogSession:
    app_id: str
    lines: int
    tail: bool
    source: str | None
    dyno: str | None
    token: str = field(default_factory=new_token, repr=False)
    id: str = field(default_factory=new_id)
    created_at: str = field(default_factory=now)


class LogSessions:
    """In memory only: who follows a log asks again after a restart."""

    def __init__(self) -> None:
        self._sessions: dict[str, LogSession] = {}

    def create(
        self, app: App, *, lines: int, tail: bool, source: str | None, dyno: str | None
    ) -> LogSession:
        session = LogSession(app_id=app.id, lines=lines, tail=tail, source=source, dyno=dyno)
        self._sessions[session.token] = session
        if len(self._sessions) > KEPT:
            del self._sessions[next(iter(self._sessions))]
        return session

    def find(self, token: str) -> LogSession:
        try:
            return self._sessions[token]
        except KeyError:
            raise NotFound("This log session is over; ask for a new one.") from None

    def forget(self, app_id: str) -> None:
        self._sessions = {
            token: session for token, session in self._sessions.items() if session.app_id != app_id
        }
