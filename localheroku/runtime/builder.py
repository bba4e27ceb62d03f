"""Builds slugs as Heroku's Python buildpack does, and says so in its words."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Callable, Collection, Mapping
from pathlib import Path

from localheroku.runtime import strays
from localheroku.runtime.buildpack.dependencies import Environments, folder_size
from localheroku.runtime.buildpack.django import collect_static
from localheroku.runtime.buildpack.interpreter import Interpreters
from localheroku.runtime.buildpack.output import Output
from localheroku.runtime.buildpack.package_manager import (
    check_no_environment,
    check_package_manager,
)
from localheroku.runtime.buildpack.procfile import read_procfile
from localheroku.runtime.buildpack.python_version import requested_version
from localheroku.runtime.buildpack.source import BadArchive, Limits, unpack
from localheroku.runtime.processes import in_thread
from localheroku.runtime.slug import BuiltSlug, write_slug


class Builder:
    """Turns source archives into slugs; below `folder` it keeps Python environments for the next.

    `environ` is this machine's: uv gets what it needs of it (PATH, HOME, proxies, UV_*), the app's
    code gets PATH only. Nobody else may build in the same `folder`.
    """

    def __init__(
        self, folder: Path, *, environ: Mapping[str, str], limits: Limits | None = None
    ) -> None:
        self._work = (folder / "work").resolve()
        self._limits = limits or Limits()
        self._path = environ.get("PATH", "")
        self._interpreters = Interpreters(environ)
        self._environments = Environments(folder / "environments", self._work, environ)
        strays.kill(self._work)  # of builds that a killed server left
        shutil.rmtree(self._work, ignore_errors=True)
        self._work.mkdir(mode=0o700, parents=True)

    async def build(
        self,
        archive: Path,
        slug: Path,
        *,
        stack: str,
        env: Mapping[str, str],
        write: Callable[[str], None],
    ) -> BuiltSlug:
        """Build the `.tar.gz` into the new folder `slug`, on the same file system as our own.

        `env` are the app's config vars; `write` takes the output, line by line with their ends.
        Raises BuildFailed. Cancelled, it leaves no process and no half slug.
        """
        output = Output(write)
        work = Path(tempfile.mkdtemp(dir=self._work))
        try:
            output.step(f"Building on the {stack.capitalize()} stack")
            output.step("Using buildpack: heroku/python")
            app = await self._unpack(archive, work, output)
            built = await self._compile(app, stack, env, output)
            write_slug(app.parent, built)
            app.parent.rename(slug)
        finally:
            await in_thread(strays.kill, work)
            await in_thread(shutil.rmtree, work)
        output.step("Compressing...")
        output.detail(f"Done: {built.size / (1 << 20):.1f}M")
        return built

    def sweep(self, used: Collection[str]) -> None:
        """For the start: delete old environments but these, which slugs use."""
        self._environments.sweep(used)

    async def _unpack(self, archive: Path, work: Path, output: Output) -> Path:
        try:
            source = await in_thread(unpack, archive, work / "source", self._limits)
        except BadArchive as error:
            raise output.error(_ARCHIVE, error=error) from error
        (work / "slug").mkdir()
        return source.rename(work / "slug" / "app")

    async def _compile(
        self, app: Path, stack: str, env: Mapping[str, str], output: Output
    ) -> BuiltSlug:
        """The steps of the buildpack's bin/compile, in its order."""
        output.step("Python app detected")
        check_package_manager(app, output)
        check_no_environment(app, output)
        wanted = requested_version(app, output)
        interpreter = await self._interpreters.choose(wanted, output)
        environment = await self._environments.install(app, interpreter, env, output)
        await collect_static(app, environment.path, env, self._path, output)
        processes = read_procfile(app, output)
        return BuiltSlug(
            process_types=processes,
            size=environment.size + await asyncio.to_thread(folder_size, app),
            stack=stack,
            python=interpreter.version,
            environment=str(environment.path),
        )


_ARCHIVE = """
    {error}

    Nothing was built. Send the tracked files of the app as a gzipped tar
    archive, for example one made with:

    git archive --format=tar.gz --output=source.tar.gz HEAD
"""
