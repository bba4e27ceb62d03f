"""The log of each app, as Logplex keeps it: the newest lines, in memory and in a private file."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections import deque
from collections.abc import AsyncIterator, Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, TextIO

from localheroku.model.shortage import reason
from localheroku.runtime.private import open_private

# https://devcenter.heroku.com/articles/logging#log-history-limits
CAPACITY = 1500
# Logplex cuts longer lines into pieces of this size.
LONGEST_LINE = 10_000
# Seconds after which a log that could not be written is tried again.
RETRY = 2

Source = Literal["app", "heroku"]

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class LogLine:
    """One line of one app's log; `str()` is what `heroku logs` prints."""

    id: int  # grows by one per line within an app
    at: datetime
    source: Source
    dyno: str  # "web.1", "release.1234", "router", "api"
    text: str

    def __str__(self) -> str:
        at = self.at.isoformat(timespec="microseconds")
        return f"{at} {self.source}[{self.dyno}]: {self.text}"

    def matches(self, source: str | None, dyno: str | None) -> bool:
        """Whether it is of this source and dyno, None being any; `web` means web.1, web.2 …"""
        return (source is None or source == self.source) and (
            dyno is None or dyno == self.dyno or self.dyno.startswith(f"{dyno}.")
        )


class LogBuffer:
    """The newest lines of every app; kept across restarts under `folder`. Not thread-safe."""

    def __init__(self, folder: Path, *, capacity: int = CAPACITY, retry: float = RETRY) -> None:
        self._folder = folder
        self._capacity = capacity
        self._retry = retry
        self._logs: dict[str, _Log] = {}
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def write(self, app_id: str, source: Source, dyno: str, text: str) -> None:
        """Add `text`, one log line per line of it."""
        kept = self._log(app_id)
        at = datetime.now(UTC)
        for line in text.splitlines() or [""]:
            for piece in _pieces(line):
                kept.append(LogLine(id=kept.last + 1, at=at, source=source, dyno=dyno, text=piece))
        kept.wake()

    def recent(
        self, app_id: str, *, lines: int = 100, source: str | None = None, dyno: str | None = None
    ) -> list[LogLine]:
        """The newest `lines` lines, oldest first; `dyno="web"` means web.1, web.2 …"""
        found = [line for line in self._log(app_id).lines if line.matches(source, dyno)]
        return found[-lines:] if lines > 0 else []

    async def follow(
        self, app_id: str, *, after: int, source: str | None = None, dyno: str | None = None
    ) -> AsyncIterator[LogLine]:
        """Lines with an id above `after`, then each new one; ends when app or buffer go away.

        A reader slower than the app loses what the buffer has dropped, as with Logplex.
        """
        kept = self._log(app_id)
        woken = asyncio.Event()
        kept.readers.add(woken)
        try:
            while not kept.closed:
                woken.clear()
                for line in kept.since(after):
                    after = line.id
                    if line.matches(source, dyno):
                        yield line
                if kept.last <= after:
                    await woken.wait()
        finally:
            kept.readers.discard(woken)

    def forget(self, app_id: str) -> None:
        """Delete an app's log and end those who follow it."""
        self._log(app_id).delete()
        del self._logs[app_id]

    def sweep(self, known: Collection[str]) -> None:
        """Delete the logs of all other apps, which a killed platform was about to."""
        for file in self._folder.iterdir():
            if file.stem not in known:
                file.unlink()

    def close(self) -> None:
        """End all who follow and close the files."""
        for kept in self._logs.values():
            kept.close()
        self._logs.clear()

    def _log(self, app_id: str) -> _Log:
        if app_id not in self._logs:
            self._logs[app_id] = _Log(self._folder / app_id, self._capacity, self._retry)
        return self._logs[app_id]


class _Log:
    """One app's lines, in memory and in two files.

    `<app>.log` grows to `capacity` lines and then replaces `<app>.old`. When they can't be written
    memory goes on alone, and all that it has is written as soon as they can be again: what writes a
    line has no part in a full disk.
    """

    def __init__(self, path: Path, capacity: int, retry: float) -> None:
        self.lines: deque[LogLine] = deque(maxlen=capacity)
        self.readers: set[asyncio.Event] = set()
        self.closed = False
        self._new = path.with_name(f"{path.name}.log")
        self._old = path.with_name(f"{path.name}.old")
        self._draft = path.with_name(f"{path.name}.new")
        for file in (self._old, self._new):
            self.lines.extend(_read(file))
        self.last = self.lines[-1].id if self.lines else 0
        self._file: TextIO | None = None  # until the first write
        self._written = 0
        self._retry = retry
        self._next_try = 0.0

    def append(self, line: LogLine) -> None:
        self.last = line.id
        if self._file or time.monotonic() > self._next_try:
            try:
                self._write(line)
            except OSError as error:
                self._do_without(error)
        self.lines.append(line)

    def since(self, after: int) -> list[LogLine]:
        """The lines with an id above `after`."""
        newer = min(self.last - after, len(self.lines))
        return list(self.lines)[-newer:] if newer > 0 else []

    def wake(self) -> None:
        for reader in self.readers:
            reader.set()

    def close(self) -> None:
        self.closed = True
        self._close_file()
        self.wake()

    def delete(self) -> None:
        self.close()
        self._new.unlink(missing_ok=True)
        self._old.unlink(missing_ok=True)

    def _write(self, line: LogLine) -> None:
        if self._file is None:
            self._file = self._compact()
        self._file.write(_encode(line))
        self._written += 1
        if self._written == self.lines.maxlen:
            self._file = self._rotate(self._file)

    def _do_without(self, error: OSError) -> None:
        self._close_file()
        self._draft.unlink(missing_ok=True)
        if not self._next_try:
            log.warning("the log of app %s is in memory only: %s", self._new.stem, reason(error))
        self._next_try = time.monotonic() + self._retry

    def _close_file(self) -> None:
        if self._file:
            with suppress(OSError):  # what was not written is tried once more
                self._file.close()
        self._file = None

    def _compact(self) -> TextIO:
        """Everything known goes into the old file, so that a line cut short by a crash is gone."""
        with open_private(self._draft) as file:
            file.writelines(map(_encode, self.lines))
        self._draft.replace(self._old)
        self._written, self._next_try = 0, 0.0
        return open_private(self._new)

    def _rotate(self, file: TextIO) -> TextIO:
        file.close()
        self._new.replace(self._old)
        self._written = 0
        return open_private(self._new)


def _read(path: Path) -> Iterator[LogLine]:
    if not path.exists():
        return
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            number, at, source, dyno, text = json.loads(line)
        except ValueError:  # cut short when the server was killed
            continue
        yield LogLine(id=number, at=datetime.fromisoformat(at), source=source, dyno=dyno, text=text)


def _encode(line: LogLine) -> str:
    return json.dumps([line.id, line.at.isoformat(), line.source, line.dyno, line.text]) + "\n"


def _pieces(line: str) -> Iterator[str]:
    for start in range(0, max(len(line), 1), LONGEST_LINE):
        yield line[start : start + LONGEST_LINE]
