"""An attached dyno's console: the client of a rendezvous, with a terminal or with plain pipes."""

from __future__ import annotations

import asyncio
from asyncio.subprocess import Process
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from localheroku.runtime.lines import Connected, Line
from localheroku.runtime.processes import LAST_LINES
from localheroku.runtime.rendezvous import Client, Meeting

CHUNK = 64 * 1024
# What the CLI sends when its input has ended: Ctrl-D, as if it were typed.
END_OF_INPUT = b"\x04"
# Seconds from the answer with the secret to the client that says it.
PATIENCE = 60
# Seconds to tell an end of input from a byte of the same value with more behind it.
MORE_INPUT = 0.2
# Seconds between looks whether a client is still there whose input nobody reads.
LOOK = 1
# Seconds for the client to send its end of input: the CLI dies of a connection that ends before.
LINGER = 0.3


class Attachment:
    """A console. The client may take `patience` seconds to come."""

    def __init__(self, meeting: Meeting, line: Line, *, patience: float = PATIENCE) -> None:
        self._meeting = meeting
        self._line = line
        self._patience = patience
        self._gone = asyncio.Event()

    async def wait_ready(self) -> None:
        self._client = await self._meeting.client(self._patience)

    async def spawn(self, command: Sequence[str], *, cwd: Path, env: Mapping[str, str]) -> Process:
        self._connected = await self._line.spawn(command, cwd=cwd, env=env)
        return self._connected.process

    async def carry(self, process: Process) -> None:
        try:
            traffic = _Traffic(self._client, self._connected, self._line.is_terminal, self._gone)
            await traffic.carry()
        finally:
            self._connected.close()

    async def wait_gone(self) -> None:
        await self._gone.wait()

    def close(self) -> None:
        self._meeting.end()


class _Traffic:
    """Both ways; nothing is taken from one side faster than the other side reads it."""

    def __init__(
        self, client: Client, connected: Connected, is_terminal: bool, gone: asyncio.Event
    ) -> None:
        self._client = client
        self._process = connected.process
        self._output = connected.output
        self._input = connected.input
        self._is_terminal = is_terminal
        self._gone = gone
        self._input_over = asyncio.Event()

    async def carry(self) -> None:
        feeding = asyncio.create_task(self._feed())
        ended = asyncio.create_task(self._process.wait())
        try:
            await self._show(ended)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._input_over.wait(), LINGER)
        finally:
            feeding.cancel()
            ended.cancel()

    async def _show(self, ended: asyncio.Task[int]) -> None:
        """Pass on the output until its end."""
        try:
            while chunk := await self._read_output(ended):
                self._client.writer.write(chunk)
                await self._client.writer.drain()
        except OSError:
            self._gone.set()

    async def _read_output(self, ended: asyncio.Task[int]) -> bytes:
        """Empty at its end, also when the process has ended but something holds it open."""
        reading = asyncio.create_task(self._output.read(CHUNK))
        try:
            await asyncio.wait({reading, ended}, return_when=asyncio.FIRST_COMPLETED)
            await asyncio.wait({reading}, timeout=LAST_LINES)
            return reading.result() if reading.done() else b""
        finally:
            reading.cancel()

    async def _feed(self) -> None:
        """Pass on the client's input until it goes."""
        with suppress(OSError):
            while chunk := await self._client.reader.read(CHUNK):
                await (self._type(chunk) if self._is_terminal else self._pour(chunk))
        self._input_over.set()
        self._gone.set()

    async def _type(self, chunk: bytes) -> None:
        """Into a terminal, which knows itself what Ctrl-D means."""
        await self._write(chunk)
        if chunk.endswith(END_OF_INPUT):
            self._input_over.set()

    async def _pour(self, chunk: bytes) -> None:
        """Into a pipe, up to a last byte; the same byte with more behind it is data."""
        while chunk.endswith(END_OF_INPUT):
            await self._write(chunk.removesuffix(END_OF_INPUT))
            more = await self._read_soon()
            if not more:
                self._input.close()
                self._input_over.set()
                return
            chunk = END_OF_INPUT + more
        await self._write(chunk)

    async def _read_soon(self) -> bytes:
        try:
            return await asyncio.wait_for(self._client.reader.read(CHUNK), MORE_INPUT)
        except TimeoutError:
            return b""

    async def _write(self, chunk: bytes) -> None:
        """Nothing happens when the process has closed its input."""
        if self._input.is_closing():
            return
        self._input.write(chunk)
        taken = asyncio.create_task(self._taken())
        try:
            while not (await asyncio.wait({taken}, timeout=LOOK))[0]:
                self._client.check_there()
        finally:
            taken.cancel()

    async def _taken(self) -> None:
        with suppress(OSError):
            await self._input.drain()
