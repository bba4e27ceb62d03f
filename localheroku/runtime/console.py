"""A console: what a dyno's process is connected to. Usually that is the app's log."""

from __future__ import annotations

import asyncio
from asyncio.subprocess import Process
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from localheroku.runtime.processes import LAST_LINES, hear, spawn


class Console(Protocol):
    async def wait_ready(self) -> None:
        """Return when the process may start. Raises TimeoutError when it never may."""

    async def spawn(self, command: Sequence[str], *, cwd: Path, env: Mapping[str, str]) -> Process:
        """Start the process, connected to this."""

    async def carry(self, process: Process) -> None:
        """Carry all of its output, until it has ended and its last output too."""

    async def wait_gone(self) -> None:
        """Return when nobody is there any more; the process then has to end."""

    def close(self) -> None:
        """The dyno has ended."""


class LogConsole:
    """Both outputs go to `line`, without their ends; there is no input."""

    def __init__(self, line: Callable[[str], None]) -> None:
        self._line = line

    async def wait_ready(self) -> None:
        """Always."""

    async def spawn(self, command: Sequence[str], *, cwd: Path, env: Mapping[str, str]) -> Process:
        return await spawn(command, cwd=cwd, env=env)

    async def carry(self, process: Process) -> None:
        hearing = asyncio.create_task(hear(process, self._line))
        try:
            await process.wait()
            await asyncio.wait([hearing], timeout=LAST_LINES)
        finally:
            hearing.cancel()

    async def wait_gone(self) -> None:
        """Never: the log is always there."""
        await asyncio.Event().wait()

    def close(self) -> None:
        """Nothing was opened."""
