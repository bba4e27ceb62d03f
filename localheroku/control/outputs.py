"""Outputs: what a build, a release phase or a transfer printed; the first two can be followed."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from pathlib import Path

from localheroku.control.lookup import required
from localheroku.model.build import Build
from localheroku.model.release import Release
from localheroku.model.shortage import reason
from localheroku.model.store import Store
from localheroku.model.transfer import Transfer

CHUNK = 64 * 1024

log = logging.getLogger(__name__)


class Outputs:
    """Keyed by the token of the stream's URL, or the transfer's id."""

    def __init__(self, store: Store, folder: Path) -> None:
        self._store = store
        self._folder = folder
        self._folder.mkdir(mode=0o700, exist_ok=True)
        self._news: dict[str, asyncio.Event] = {}
        self._closed = False

    def write(self, token: str, text: str) -> None:
        """Lost when it can't be written: how a build ends must not depend on what it prints."""
        try:
            with self._file(token).open("ab") as file:
                file.write(text.encode(errors="replace"))
        except OSError as error:
            log.warning("%d characters of an output are lost: %s", len(text), reason(error))
        self.announce(token)

    def announce(self, token: str) -> None:
        """Let those who follow look again: there is more, or it has ended."""
        if news := self._news.pop(token, None):
            news.set()

    def follow(self, token: str) -> AsyncIterator[bytes]:
        """All of it from the beginning, until the build or the release has ended."""
        required(self._owner(token), "output")
        return self._follow(token)

    def end_of(self, token: str, size: int) -> bytes:
        """The last bytes of what there is so far."""
        try:
            end = self._file(token).stat().st_size
        except FileNotFoundError:
            return b""
        with self._file(token).open("rb") as file:
            file.seek(max(0, end - size))
            return file.read(size)

    def forget(self, token: str) -> None:
        self._file(token).unlink(missing_ok=True)
        self.announce(token)

    def sweep(self) -> None:
        """For the start: delete what a killed platform was about to."""
        for file in self._folder.iterdir():
            if not self._owner(file.stem) and not self._is_transfer(file.stem):
                file.unlink()

    def close(self) -> None:
        """End all who follow."""
        self._closed = True
        for token in list(self._news):
            self.announce(token)

    async def _follow(self, token: str) -> AsyncIterator[bytes]:
        position = 0
        while True:
            over = self._closed or self._has_ended(token)
            if chunk := self._read(token, position):
                position += len(chunk)
                yield chunk
            elif over:
                return
            else:
                await self._news.setdefault(token, asyncio.Event()).wait()

    def _has_ended(self, token: str) -> bool:
        owner = self._owner(token)
        return owner is None or owner.status != "pending"

    def _owner(self, token: str) -> Build | Release | None:
        return self._store.first(Build, output_token=token) or self._store.first(
            Release, output_token=token
        )

    def _is_transfer(self, id: str) -> bool:
        return self._store.first(Transfer, id=id, deleted_at=None) is not None

    def _read(self, token: str, position: int) -> bytes:
        try:
            with self._file(token).open("rb") as file:
                file.seek(position)
                return file.read(CHUNK)
        except FileNotFoundError:
            return b""

    def _file(self, token: str) -> Path:
        return self._folder / f"{token}.log"
