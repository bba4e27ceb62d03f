"""Child processes in sessions of their own: started, heard line by line, ended as a group."""

from __future__ import annotations

import asyncio
import codecs
import os
import signal
import socket
from asyncio.subprocess import DEVNULL, PIPE, STDOUT, Process, SubprocessStreamProtocol
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import ParamSpec, Required, TypedDict, TypeVar, Unpack

import psutil

from localheroku.model.address import LOOPBACK

P = ParamSpec("P")
T = TypeVar("T")

# Whoever writes more than this without a newline gets it cut.
LONGEST_LINE = 64 * 1024
# A process that left its group may hold the output open; its last lines get this long (seconds).
LAST_LINES = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Account:
    """A user of the machine to run as."""

    user: int
    group: int


class Surroundings(TypedDict, total=False):
    """What a process finds itself in."""

    cwd: Required[Path]
    env: Required[Mapping[str, str]]
    account: Account | None
    stdin: int
    stdout: int
    stderr: int
    pass_fds: Sequence[int]


class Child(Process):
    """A process whose `wait` returns when it has exited, whoever still holds its output open."""

    def __init__(self, transport: asyncio.SubprocessTransport, protocol: _Protocol) -> None:
        super().__init__(transport, protocol, asyncio.get_running_loop())
        self._exited = protocol.exited

    async def wait(self) -> int:
        await self._exited.wait()
        assert self.returncode is not None, "it has exited"
        return self.returncode


class _Protocol(SubprocessStreamProtocol):
    def __init__(self) -> None:
        super().__init__(limit=LONGEST_LINE, loop=asyncio.get_running_loop())
        self.exited = asyncio.Event()

    def process_exited(self) -> None:
        super().process_exited()
        self.exited.set()


async def spawn(command: Sequence[str], **surroundings: Unpack[Surroundings]) -> Child:
    """Start a command with just this environment, and both outputs in one pipe.

    `PWD` is in it as a shell would have it, and marks the process (see strays). There is no input,
    unless one is given. In a session of its own the terminal's Ctrl-C doesn't reach it, and
    `signal_group` all of it.
    """
    account = surroundings.get("account")
    transport, protocol = await asyncio.get_running_loop().subprocess_exec(
        _Protocol,
        *command,
        stdin=surroundings.get("stdin", DEVNULL),
        stdout=surroundings.get("stdout", PIPE),
        stderr=surroundings.get("stderr", STDOUT),
        pass_fds=surroundings.get("pass_fds", ()),
        cwd=surroundings["cwd"],
        env={"PWD": str(surroundings["cwd"]), **surroundings["env"]},
        start_new_session=True,
        user=account.user if account else None,
        group=account.group if account else None,
        extra_groups=[] if account else None,
    )
    return Child(transport, protocol)


async def hear(process: Process, line: Callable[[str], None]) -> None:
    """Call `line` with each line of output, without its end, until every writer has closed it."""
    assert process.stdout, "only for a process of spawn()"
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    rest = ""
    while chunk := await process.stdout.read(LONGEST_LINE):
        *lines, rest = (rest + decoder.decode(chunk)).split("\n")
        for each in lines:
            line(each.removesuffix("\r"))
        if len(rest) >= LONGEST_LINE:
            line(rest)
            rest = ""
    if rest := rest + decoder.decode(b"", final=True):
        line(rest)


def signal_group(process: Process, number: signal.Signals) -> None:
    """Send a signal to the process and whatever it started, if anything is left of them."""
    # macOS answers PermissionError when only the dead leader is left.
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)
    # An interactive shell puts each of its jobs into a group of its own.
    for pid in psutil.pids():
        with suppress(ProcessLookupError, PermissionError):
            if os.getsid(pid) == process.pid != os.getpgid(pid):
                os.kill(pid, number)


async def run(
    command: Sequence[str], *, line: Callable[[str], None], **surroundings: Unpack[Surroundings]
) -> int:
    """Run a command to its end: its exit status. Cancelled, it kills the whole group."""
    process = await spawn(command, **surroundings)
    hearing = asyncio.create_task(hear(process, line))
    try:
        status = await process.wait()
        signal_group(process, signal.SIGKILL)  # what it may have left behind
        await asyncio.wait([hearing], timeout=LAST_LINES)
        return status
    finally:
        hearing.cancel()
        signal_group(process, signal.SIGKILL)
        await process.wait()
        close_output(process)


def close_output(process: Process) -> None:
    """Stop hearing an ended process whose output something else may still hold open."""
    process._transport.close()  # type: ignore[attr-defined]  # asyncio has no public name for it


def free_port() -> int:
    """A loopback port that nobody listens on now."""
    with socket.create_server((LOOPBACK, 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


async def port_accepts(port: int) -> None:
    """Return when somebody listens on the loopback port. There is nothing to wait for but time."""
    wait = 0.01
    while not await _connects(port):
        await asyncio.sleep(wait)
        wait = min(wait * 1.5, 0.1)


async def _connects(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection(LOOPBACK, port)
    except OSError:
        return False
    ours, theirs = (writer.get_extra_info(name) for name in ("sockname", "peername"))
    writer.close()
    # Our end may have got the very port we call, and TCP then connects it to itself.
    return bool(ours != theirs)


async def in_thread(function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """Blocking work in a thread. Cancelled, it waits for the end, which can't be forced."""
    work = asyncio.ensure_future(asyncio.to_thread(function, *args, **kwargs))
    try:
        return await asyncio.shield(work)
    except asyncio.CancelledError:
        await asyncio.wait([work])
        raise
