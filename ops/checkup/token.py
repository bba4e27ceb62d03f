"""The key to Heroku: from where, accepted or not, how old, how much it may; never the key."""

from __future__ import annotations

import netrc
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ops.checkup.finding import Finding, bad, fine, note, unknown
from ops.errors import OpsError
from ops.heroku_api import HerokuApi

OLD = timedelta(days=365)
NEW_TOKEN = "heroku authorizations:create --scope write-protected --expires-in 7776000"


@dataclass(frozen=True, kw_only=True)
class Token:
    """`problem` is why it could not be used; the rest is what the API tells of it, if anything."""

    source: str
    account: str = ""
    problem: str = ""
    is_refused: bool = False
    netrc_differs: bool = False
    is_told: bool = False
    age: timedelta = timedelta()
    scope: tuple[str, ...] = ()
    expires: bool = False
    is_trial: bool = False


def gather(api: HerokuApi, key: str, *, source: str, is_trial: bool, home: Path) -> Token:
    """Two calls: who am I, and which of my authorizations is this."""
    try:
        account = api.get("/account")["email"]
    except OpsError as error:
        return Token(
            source=source,
            problem=str(error).splitlines()[0],
            is_refused=": 401," in str(error),
            is_trial=is_trial,
        )
    known = _authorization(api, key)
    return Token(
        source=source,
        account=account,
        netrc_differs=not is_trial and _in_netrc(home, api.address) not in ("", key),
        is_told=bool(known),
        age=_age(known),
        scope=tuple(known.get("scope") or ()),
        expires=bool((known.get("access_token") or {}).get("expires_in")),
        is_trial=is_trial,
    )


def check_accepted(token: Token) -> Iterator[Finding]:
    if not token.source:
        yield bad(
            "There is no key, so Heroku can't be asked",
            where="HEROKU_API_KEY in the environment",
            mend='export HEROKU_API_KEY="$(heroku auth:token)"',
        )
    elif not token.problem:
        yield fine(f"key from {token.source}, accepted for {token.account}")
    elif token.is_refused:
        yield bad(
            "Heroku refuses the key",
            where=token.source,
            mend='export HEROKU_API_KEY="$(heroku auth:token)"',
        )
    else:
        yield unknown(token.problem, where=token.source)


def check_age(token: Token) -> Iterator[Finding]:
    """The trial's own key opens nothing but this machine."""
    if token.problem or token.is_trial or not token.source:
        return
    if not token.is_told:
        yield note("The API doesn't tell how old the key is, or what it may", where=token.source)
        return
    if token.age > OLD:
        yield note(f"The key is {token.age.days} days old", where=token.source, mend=NEW_TOKEN)
    if "global" in token.scope:
        yield note(
            "The key may do everything with the account, for ever"
            if not token.expires
            else "The key may do everything with the account",
            where=f"{token.source}, scope {', '.join(token.scope)}",
            mend=NEW_TOKEN,
        )


def check_netrc(token: Token) -> Iterator[Finding]:
    if token.netrc_differs:
        yield note(
            "HEROKU_API_KEY is another key than the one of `heroku login`; the variable counts",
            where="~/.netrc",
            mend='export HEROKU_API_KEY="$(heroku auth:token)", or unset it',
        )


CHECKS = (check_accepted, check_age, check_netrc)


def _authorization(api: HerokuApi, key: str) -> Mapping[str, Any]:
    """The one with this token. `~` would be the account's API key, whichever token asks.

    A token of smaller scope may not ask, and a login's own session is not in the list.
    """
    try:
        found = api.all("/oauth/authorizations")
    except OpsError:
        return {}
    return next((each for each in found if (each["access_token"] or {}).get("token") == key), {})


def _age(known: Mapping[str, Any]) -> timedelta:
    if not known:
        return timedelta()
    return datetime.now(UTC) - datetime.fromisoformat(known["created_at"])


def _in_netrc(home: Path, address: str) -> str:
    try:
        found = netrc.netrc(home / ".netrc").authenticators(urlsplit(address).hostname or "")
    except (OSError, netrc.NetrcParseError):
        return ""
    return found[2] if found else ""
