"""git's own programs on bare repositories: `git http-backend` speaks the protocol."""

from __future__ import annotations

import asyncio
import json
import os
import shlex
import shutil
import signal
import socket
import sys
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from localheroku.runtime import git_hook
from localheroku.runtime.processes import Child, close_output, run, signal_group, spawn

CHUNK = 64 * 1024
NOTHING = "0" * 40
# As much as an archive that is uploaded.
LARGEST_PUSH = "1g"
# Seconds for git to clear away what an unfinished push has left.
CLEARING = 5
SETTINGS = {
    "http.receivepack": "true",
    "receive.autogc": "false",  # it would go on in the background, in a repository that may be gone
    "receive.maxInputSize": LARGEST_PUSH,
}


class GitFailed(Exception):
    """What git answered with another status than 0."""


@dataclass(frozen=True, kw_only=True)
class GitRequest:
    """An HTTP request in the words of CGI (RFC 3875)."""

    path: str  # below the repository: "info/refs"
    variables: Mapping[str, str]


@dataclass(frozen=True)
class Change:
    """What a push wants of a ref; NOTHING stands for a ref that isn't there."""

    old: str
    new: str
    ref: str


@dataclass(frozen=True)
class Push:
    """What the hook tells: `objects` leads git to what was pushed and is not in yet."""

    objects: Mapping[str, str]
    changes: Sequence[Change]

    @classmethod
    def read(cls, line: bytes) -> Push:
        told = json.loads(line)
        return cls(told["objects"], [Change(*change) for change in told["changes"]])


class Exchange:
    """A request that git answers: what it is fed, and what it says."""

    def __init__(self, process: Child) -> None:
        assert process.stdin, "spawned with a pipe"
        assert process.stdout, "spawned with a pipe"
        self._process = process
        self._input = process.stdin
        self._output = process.stdout
        self._ended = asyncio.Event()

    async def feed(self, chunk: bytes) -> None:
        """Nothing happens when git reads no more."""
        if not self._input.is_closing():
            with suppress(OSError):
                self._input.write(chunk)
                await self._input.drain()

    def end_input(self) -> None:
        self._input.close()

    async def head(self) -> tuple[int, list[tuple[bytes, bytes]]]:
        """Status and headers, which come first."""
        status, headers = 200, []
        while line := (await self._output.readline()).rstrip():
            name, _, value = line.partition(b":")
            if name.lower() == b"status":
                status = int(value.split()[0])
            else:
                headers.append((name.lower(), value.strip()))
        return (status, headers) if headers else (500, [])

    async def read(self) -> bytes:
        """The next part of the body; empty at its end."""
        return await self._output.read(CHUNK)

    async def status(self) -> int:
        """How git ended."""
        return await self._process.wait()

    def end(self) -> None:
        """Nobody reads what git says any more."""
        self._ended.set()

    async def wait(self) -> None:
        """Until then."""
        await self._ended.wait()

    async def close(self) -> None:
        """git has ended then: by itself, or because it has to."""
        signal_group(self._process, signal.SIGTERM)
        try:
            await asyncio.wait_for(self._process.wait(), CLEARING)
        except TimeoutError:
            signal_group(self._process, signal.SIGKILL)
        finally:
            close_output(self._process)


class Git:
    """`folder` is for the hook that every repository has; `path` is where programs are found."""

    def __init__(self, folder: Path, *, path: str) -> None:
        self._hooks = folder
        self._environ = {"PATH": path, "HOME": str(folder), **_configured(folder)}
        self._program = shutil.which("git", path=path)
        folder.mkdir(mode=0o700, exist_ok=True)
        _write_hook(folder / "pre-receive")

    @property
    def is_installed(self) -> bool:
        return self._program is not None

    async def create(self, repository: Path) -> None:
        """An empty repository; nothing changes if there is one."""
        repository.mkdir(mode=0o700, exist_ok=True)
        await self.ask(repository, "init", "--quiet", "--bare", "--template=", "-b", "main")

    async def serve(self, repository: Path, request: GitRequest, hook: socket.socket) -> Exchange:
        """Answer a request; the pre-receive hook of a push talks to the other end of `hook`."""
        variables = {
            **self._environ,
            **request.variables,
            "GIT_PROJECT_ROOT": str(repository.parent),
            "GIT_HTTP_EXPORT_ALL": "1",
            "PATH_INFO": f"/{repository.name}/{request.path}",
            git_hook.SOCKET: str(hook.fileno()),
        }
        return Exchange(
            await spawn(
                [self._program or "git", "http-backend"],
                cwd=repository,
                env=variables,
                stdin=PIPE,
                stderr=DEVNULL,
                pass_fds=[hook.fileno()],
            )
        )

    async def archive(
        self, repository: Path, commit: str, objects: Mapping[str, str]
    ) -> AsyncIterator[bytes]:
        """A commit's files as a .tar.gz; `objects` leads to what is not in the repository yet."""
        process = await spawn(
            [self._program or "git", "archive", "--format=tar.gz", commit],
            cwd=repository,
            env={**self._environ, **objects, "GIT_DIR": "."},
            stderr=DEVNULL,
        )
        assert process.stdout, "spawned with a pipe"
        try:
            while chunk := await process.stdout.read(CHUNK):
                yield chunk
            if await process.wait():
                raise GitFailed(f"git could not archive {commit}")
        finally:
            signal_group(process, signal.SIGKILL)
            close_output(process)

    async def ask(self, repository: Path, *command: str) -> str:
        """What a short command prints. Raises GitFailed with that when it fails."""
        said: list[str] = []
        status = await run(
            [self._program or "git", *command],
            line=said.append,
            cwd=repository,
            env={**self._environ, "GIT_DIR": "."},
        )
        if status:
            raise GitFailed("\n".join(said))
        return "\n".join(said)


def _configured(hooks: Path) -> dict[str, str]:
    """Nothing of this machine's or this user's settings; only these."""
    settings = {**SETTINGS, "core.hooksPath": str(hooks)}
    pairs = {
        name: value
        for number, (key, setting) in enumerate(settings.items())
        for name, value in (
            (f"GIT_CONFIG_KEY_{number}", key),
            (f"GIT_CONFIG_VALUE_{number}", setting),
        )
    }
    return {
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_COUNT": str(len(settings)),
        **pairs,
    }


def _write_hook(file: Path) -> None:
    """git starts it as a program, with whatever Python runs us."""
    command = [sys.executable, "-I", "-S", git_hook.__file__]
    file.unlink(missing_ok=True)
    file.touch(mode=0o700)
    file.write_text(f"#!/bin/sh\nexec {shlex.join(command)}\n")
