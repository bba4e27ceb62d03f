"""Ids and times, as Heroku writes them."""

from __future__ import annotations

import re
import secrets
from datetime import UTC, datetime
from functools import lru_cache
from uuid import UUID, uuid4, uuid5

_NAMESPACE = UUID("6f0a3d3e-8f0e-4d0b-9d53-2a1c1f7c5b10")
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE | re.ASCII)


def new_id() -> str:
    """A fresh UUID; lower case, which the provider's validation demands."""
    return str(uuid4())


@lru_cache(10_000)  # asked for over and over: each entry of a catalogue has one
def stable_id(*parts: str) -> str:
    """The same UUID for the same parts on every machine, for things that exist from the start."""
    return str(uuid5(_NAMESPACE, ":".join(parts)))


def as_kept(sought: str) -> str:
    """An id in the lower case that ids are kept in; any other name as it is."""
    return sought.lower() if _ID.fullmatch(sought) else sought


def new_token() -> str:
    """An unguessable part of a URL that is answered without the API key."""
    return secrets.token_urlsafe(32)


def now() -> str:
    """This second in RFC 3339, as every `…_at` field has it."""
    return stamp(datetime.now(UTC))


def stamp(time: datetime) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")


def age(time: str) -> float:
    """Seconds since a time that `now` gave."""
    return (datetime.now(UTC) - datetime.fromisoformat(time)).total_seconds()
