"""Lines between an attached process and its client: a terminal, or pipes."""

from __future__ import annotations

import asyncio
import fcntl
import os
import struct
import termios
from asyncio import StreamReader, StreamReaderProtocol, StreamWriter
from asyncio.streams import FlowControlMixin
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from localheroku.runtime.processes import spawn

# Opening a terminal makes it the controlling one of a session that has none. Without that a shell
# has no job control, and Ctrl-C no effect.
TAKE_TERMINAL = ["/bin/sh", "-c", ': <"$0" && exec "$@"']


@dataclass(frozen=True)
class Connected:
    """A process with its output and its input; `transports` are closed when it has ended."""

    process: Process
    output: StreamReader
    input: StreamWriter
    transports: tuple[asyncio.BaseTransport, ...] = ()

    def close(self) -> None:
        for transport in self.transports:
            transport.close()


class Line(Protocol):
    @property
    def is_terminal(self) -> bool: ...

    async def spawn(
        self, command: Sequence[str], *, cwd: Path, env: Mapping[str, str]
    ) -> Connected: ...


class Pipes:
    """Both outputs in one pipe, and one for the input."""

    is_terminal = False

    async def spawn(
        self, command: Sequence[str], *, cwd: Path, env: Mapping[str, str]
    ) -> Connected:
        process = await spawn(command, cwd=cwd, env=env, stdin=PIPE)
        assert process.stdout, "spawned with a pipe"
        assert process.stdin, "spawned with a pipe"
        return Connected(process, process.stdout, process.stdin)


@dataclass(frozen=True)
class Terminal:
    """A pseudo-terminal of this size, the controlling one of the process's session."""

    columns: int
    rows: int

    is_terminal = True

    @classmethod
    def of(cls, env: Mapping[str, str]) -> Terminal:
        """As large as the client's, which its environment tells; no later change is told."""
        return cls(_size(env.get("COLUMNS", "")) or 80, _size(env.get("LINES", "")) or 24)

    async def spawn(
        self, command: Sequence[str], *, cwd: Path, env: Mapping[str, str]
    ) -> Connected:
        ours, theirs = os.openpty()
        try:
            size = struct.pack("4H", self.rows, self.columns, 0, 0)
            fcntl.ioctl(theirs, termios.TIOCSWINSZ, size)
            command = [*TAKE_TERMINAL, os.ttyname(theirs), *command]
            process = await spawn(command, cwd=cwd, env=env, stdin=theirs, stdout=theirs)
            return await _connected(process, ours)
        except BaseException:
            os.close(ours)
            raise
        finally:
            os.close(theirs)


class _Ending(StreamReaderProtocol):
    def connection_lost(self, exc: Exception | None) -> None:
        """A terminal that nobody has open any more ends with an error; what was read is good."""
        super().connection_lost(None)


async def _connected(process: Process, terminal: int) -> Connected:
    loop = asyncio.get_running_loop()
    output = StreamReader()
    reading, _ = await loop.connect_read_pipe(
        lambda: _Ending(output), os.fdopen(os.dup(terminal), "rb", buffering=0)
    )
    writing, protocol = await loop.connect_write_pipe(
        FlowControlMixin, os.fdopen(terminal, "wb", buffering=0)
    )
    return Connected(
        process, output, StreamWriter(writing, protocol, None, loop), (reading, writing)
    )


def _size(text: str) -> int:
    """0 for what is no size of a terminal."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 5 else 0
