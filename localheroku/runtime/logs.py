"""The log of each app, as Logplex keeps it: the newest lines, in memory and in a private file."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

Source = Literal["app", "heroku"]


@dataclass(frozen=True, kw_only=True, slots=True)
class LogLine:
    """One line of one app's log; `str()` is what `heroku logs` prints."""

    id: int  # grows by one per line within an app
    at: datetime
    source: Source
    dyno: str  # "web.1", "release.1234", "router", "api"
    text: str


class LogBuffer:
    """The newest lines of every app; kept across restarts under `folder`. Only for the event loop's thread."""

    def __init__(self, folder: Path, *, capacity: int = 1500) -> None: ...

    def write(self, app_id: str, source: Source, dyno: str, text: str) -> None:
        """Add `text`, one log line per line of it."""

    def recent(
        self, app_id: str, *, lines: int = 100, source: str | None = None, dyno: str | None = None
    ) -> list[LogLine]:
        """The newest `lines` lines, oldest first; `dyno="web"` means web.1, web.2 …"""
        raise NotImplementedError

    def follow(
        self, app_id: str, *, after: int, source: str | None = None, dyno: str | None = None
    ) -> AsyncIterator[LogLine]:
        """Lines with an id above `after`, then each new one, until the app is forgotten or the buffer closed."""
        raise NotImplementedError

    def forget(self, app_id: str) -> None:
        """Delete an app's log and end those who follow it."""

    def close(self) -> None:
        """End all who follow and close the files."""
