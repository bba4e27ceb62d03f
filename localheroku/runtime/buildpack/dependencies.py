"""Python environments made from requirements.txt: made once per content, then only read."""

from __future__ import annotations

import asyncio
import hashlib
import os
import re
import shutil
import time
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from uv import find_uv_bin

from localheroku.runtime.buildpack.interpreter import Interpreter
from localheroku.runtime.buildpack.output import Output
from localheroku.runtime.processes import run

INCLUDE = re.compile(r"(?:-r|--requirement|-c|--constraint)[ =]?\s*(\S+)")
LOCAL = re.compile(r"(-e|--editable)\b|[./]|file:|[^#]*@\s*file:")
SIZE = "localheroku-size"
KEPT = 7 * 24 * 60 * 60  # seconds that an environment waits for the next build that wants it
# What uv may know of this machine: where things are, and how to reach package indexes.
MACHINE = re.compile(r"(HOME|PATH|TMPDIR|XDG_\w+|UV_\w+|SSL_CERT_\w+|NETRC|(?i:\w+_proxy))")


@dataclass(frozen=True, kw_only=True, slots=True)
class Environment:
    """A virtual environment. It is shared by slugs, so nothing may write to it."""

    path: Path
    size: int  # bytes


class Environments:
    """Makes and keeps environments below `folder`, the half-made ones in `work` beside it."""

    def __init__(self, folder: Path, work: Path, environ: Mapping[str, str]) -> None:
        self._folder = folder
        self._work = work
        self._environ = {k: v for k, v in environ.items() if MACHINE.fullmatch(k)}
        self._making: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def install(
        self, app: Path, interpreter: Interpreter, env: Mapping[str, str], output: Output
    ) -> Environment:
        """The environment for the app's requirements.txt; raises BuildFailed if uv can't make it.

        Of the config vars only PIP_EXTRA_INDEX_URL counts, as with the buildpack.
        """
        index = env.get("PIP_EXTRA_INDEX_URL", "")
        key = self._key(app, interpreter, index, output)
        path = self._folder / key
        async with self._making[key]:  # who comes second finds it made
            if (path / "bin" / "python").exists():
                output.step("Using cached install of the dependencies in requirements.txt")
            else:
                output.step("Installing dependencies using 'uv pip install -r requirements.txt'")
                await self._make(app, interpreter, index, path, output)
        os.utime(path)  # its last use, for `sweep`
        return Environment(path=path, size=int((path / SIZE).read_text()))

    def sweep(self, used: Collection[str]) -> None:
        """Delete what is not in use and was not for a week; while nothing is built."""
        for path in self._folder.iterdir() if self._folder.exists() else ():
            if str(path) not in used and time.time() - path.stat().st_mtime > KEPT:
                shutil.rmtree(path, ignore_errors=True)

    def _key(self, app: Path, interpreter: Interpreter, index: str, output: Output) -> str:
        digest = hashlib.sha256(f"{interpreter.path} {interpreter.version} {index}\n".encode())
        for file in _requirement_files(app / "requirements.txt"):
            text = file.read_text(errors="replace")
            for line in text.splitlines():
                if LOCAL.match(line.strip()):
                    raise output.error(_UNSUPPORTED, line=line.strip())
            digest.update(f"{os.path.relpath(file, app)}\n{text}\n".encode())
        return digest.hexdigest()[:32]

    async def _make(
        self, app: Path, interpreter: Interpreter, index: str, path: Path, output: Output
    ) -> None:
        """Under a temporary name, relocatable, so that what has its final name is whole."""
        fresh = self._work / path.name
        await asyncio.to_thread(shutil.rmtree, fresh, ignore_errors=True)
        await asyncio.to_thread(shutil.rmtree, path, ignore_errors=True)  # its Python is gone
        base, python = str(interpreter.path), str(fresh / "bin" / "python")
        venv = ["venv", "--quiet", "--relocatable", "--no-project", "--python", base, str(fresh)]
        install = ["pip", "install", "--compile-bytecode", "--python", python]
        for arguments in (venv, [*install, "-r", "requirements.txt"]):
            if await self._uv(arguments, app, index, output) != 0:
                raise output.error(_FAILED)
        (fresh / SIZE).write_text(str(await asyncio.to_thread(folder_size, fresh)))
        path.parent.mkdir(exist_ok=True)
        fresh.rename(path)

    async def _uv(self, arguments: list[str], app: Path, index: str, output: Output) -> int:
        env = {**self._environ, "NO_COLOR": "1", "UV_NO_PROGRESS": "1"}
        if index:
            env["UV_EXTRA_INDEX_URL"] = index

        def line(text: str) -> None:
            if not text.startswith("Using Python "):  # it names a temporary folder
                output.detail(text)

        return await run([find_uv_bin(), *arguments], cwd=app, env=env, line=line)


def folder_size(folder: Path) -> int:
    """Bytes in all files below the folder."""
    return sum(path.lstat().st_size for path in folder.rglob("*") if not path.is_dir())


def _requirement_files(file: Path, seen: frozenset[Path] = frozenset()) -> Iterator[Path]:
    """The file, and those that it includes; uv will complain about the ones that aren't there."""
    if file in seen or not file.is_file():
        return
    yield file
    for line in file.read_text(errors="replace").splitlines():
        if match := INCLUDE.match(line.strip()):
            yield from _requirement_files(file.parent / match[1], seen | {file})


_UNSUPPORTED = """
    Local packages aren't supported by this local Heroku.

    requirements.txt asks for a package from the source code:

    {line}

    Heroku installs such packages, however, on this machine environments
    are shared between builds and made from published packages only.

    Publish the package and name its version instead, or move its code
    into the app.
"""

_FAILED = """
    Unable to install dependencies using uv.

    See the log output above for more information. Check that every
    package and version in requirements.txt exists, supports the
    Python version used, and that the package index can be reached
    from this machine.
"""
