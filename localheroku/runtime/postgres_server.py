"""The process that serves a cluster: started, found again after a kill, ended."""

from __future__ import annotations

import asyncio
import signal
from asyncio.subprocess import Process
from collections import deque
from collections.abc import Sequence
from functools import partial

import psutil

from localheroku.runtime.postgres_home import SHUTDOWN, PostgresHome, end_server, running_server
from localheroku.runtime.processes import Surroundings, hear, signal_group, spawn

READY = "database system is ready to accept connections"
TAKEN = "could not bind"


class PostgresFailed(Exception):
    """The server did not come up; the message holds its last lines."""


class PostgresServer:
    """Our child, or a killed parent's that was taken over."""

    def __init__(self, home: PostgresHome) -> None:
        self._home = home
        self._process: Process | None = None
        self._reader: asyncio.Task[None] | None = None
        self._said: deque[str] = deque(maxlen=20)

    async def start(self, command: Sequence[str], surroundings: Surroundings) -> bool:
        """Whether it serves; False if its port was taken."""
        self._said.clear()
        ready = asyncio.get_running_loop().create_future()
        self._process = await spawn(command, **surroundings)
        self._reader = asyncio.create_task(hear(self._process, partial(self._heard, ready)))
        self._reader.add_done_callback(partial(_settle, ready, False))
        if await ready:
            return True
        await self.end()
        if any(TAKEN in line for line in self._said):
            return False
        raise self.failure("PostgreSQL did not start")

    def is_left(self, command: Sequence[str]) -> bool:
        """Whether a killed parent left one that runs as this command would have it."""
        try:
            server = running_server(self._home.data)
            return server is not None and server.cmdline() == list(command)
        except psutil.NoSuchProcess:
            return False

    async def wait(self) -> None:
        """Until it has ended. A killed parent's is no child of ours, which can only be asked."""
        if self._process:
            await self._process.wait()
        else:
            while await asyncio.to_thread(running_server, self._home.data):
                await asyncio.sleep(1)

    async def end(self, number: signal.Signals = signal.SIGINT) -> None:
        """Until it is down; whoever left it."""
        if self._process is None or self._reader is None:
            await asyncio.to_thread(end_server, self._home.data, number)
            return
        signal_group(self._process, number)
        try:
            await asyncio.wait_for(self._process.wait(), SHUTDOWN)
        except TimeoutError:
            signal_group(self._process, signal.SIGQUIT)
            await self._process.wait()
        await self._reader
        self._process = None

    def hear(self, line: str) -> None:
        """Keep the last lines for whoever asks what happened."""
        self._said.append(line)

    def failure(self, what: str) -> PostgresFailed:
        said = "\n".join(f"    {line}" for line in self._said)
        return PostgresFailed(f"{what} (cluster {self._home.path}). It said:\n{said}")

    def _heard(self, ready: asyncio.Future[bool], line: str) -> None:
        self.hear(line)
        if READY in line:
            _settle(ready, True)


def _settle(future: asyncio.Future[bool], result: bool, *_: object) -> None:
    if not future.done():
        future.set_result(result)
