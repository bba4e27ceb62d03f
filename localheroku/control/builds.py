"""Builds: a source becomes a slug, and the slug a release."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Literal

from localheroku.control.config_vars import ConfigVars
from localheroku.control.errors import InvalidParams
from localheroku.control.lookup import required
from localheroku.control.outputs import Outputs
from localheroku.control.releases import MakeRelease, deploy_description
from localheroku.control.slugs import Slugs
from localheroku.control.sources import BadSource, Sources, check_url
from localheroku.control.tasks import Tasks, told, until_stored
from localheroku.control.uploads import sha256
from localheroku.model.account import ACCOUNT_EMAIL
from localheroku.model.address import Address
from localheroku.model.app import App
from localheroku.model.build import Build, Slug
from localheroku.model.buildpack import PYTHON
from localheroku.model.identity import new_id, new_token, now
from localheroku.model.release import Release
from localheroku.model.store import Store
from localheroku.runtime.builder import Builder
from localheroku.runtime.buildpack.output import BuildFailed
from localheroku.runtime.logs import LogBuffer
from localheroku.runtime.slug import BuiltSlug

RELEASE_COMMAND_DECLARED = (
    " !     Release command declared: "
    "this new release will not be available until the command succeeds."
)


class Builds:
    """An app's builds run one after the other: the last one asked for is released last."""

    def __init__(
        self,
        store: Store,
        release: MakeRelease,
        *,
        address: Address,
        builder: Builder,
        sources: Sources,
        slugs: Slugs,
        config_vars: ConfigVars,
        outputs: Outputs,
        logs: LogBuffer,
        tasks: Tasks,
    ) -> None:
        self._store = store
        self._release = release
        self._address = address
        self._builder = builder
        self._sources = sources
        self._slugs = slugs
        self._config_vars = config_vars
        self._outputs = outputs
        self._logs = logs
        self._tasks = tasks
        self._latest: dict[str, asyncio.Task[None]] = {}
        self._running: dict[str, asyncio.Task[None]] = {}

    def of(self, app: App) -> list[Build]:
        return self._store.all(Build, app_id=app.id)

    def find(self, app: App, build_id: str) -> Build:
        return required(self._store.first(Build, app_id=app.id, id=build_id), "build", build_id)

    def create(
        self,
        app: App,
        *,
        url: str,
        checksum: str | None,
        version: str | None,
        version_description: str | None,
        buildpacks: tuple[str, ...] | None,
    ) -> Build:
        check_url(url)
        _check_buildpacks(buildpacks or app.buildpacks)
        build = self._store.add(
            Build(
                id=new_id(),
                app_id=app.id,
                status="pending",
                stack=app.build_stack,
                source_url=url,
                source_checksum=checksum,
                source_version=version,
                source_description=version_description,
                output_token=new_token(),
                buildpacks=buildpacks,
                created_at=now(),
                updated_at=now(),
            )
        )
        self._log(build, f"Build started by user {ACCOUNT_EMAIL}")
        former = self._latest.get(app.id)
        self._latest[app.id] = self._tasks.start(app.id, self._run_after(former, build))
        return build

    def cancel(self, build: Build) -> Build:
        """It ends as failed; one that still waits for its turn never starts."""
        if build.status != "pending":
            raise InvalidParams(f"Cannot cancel this build: it has {build.status} already.")
        self._fail(build, f"Build canceled by user {ACCOUNT_EMAIL}.")
        if running := self._running.get(build.id):
            running.cancel()
        return self._store.get(Build, build.id)

    def fail_unfinished(self, reason: str) -> None:
        """For the start: what a killed platform left pending will never end."""
        for build in self._store.all(Build, status="pending"):
            self._fail(build, reason)

    async def _run_after(self, former: asyncio.Task[None] | None, build: Build) -> None:
        if former:
            await asyncio.wait([former])
        if self._store.get(Build, build.id).status != "pending":
            return
        running = asyncio.current_task()
        assert running, "it is called as a task"
        self._running[build.id] = running
        try:
            if failed := await self._attempt(build):
                await until_stored(failed)
        finally:
            del self._running[build.id]

    async def _attempt(self, build: Build) -> Callable[[], None] | None:
        """How to end it if it has failed."""
        try:
            await self._run(build)
        except BadSource as error:
            return partial(self._fail, build, str(error))
        except BuildFailed:
            return partial(self._end, build, "failed")
        except Exception as error:
            return partial(self._fail, build, f"The build broke off: {told(error)}")
        return None

    async def _run(self, build: Build) -> None:
        app = self._store.get(App, build.app_id)
        archive = await self._sources.fetch(build.source_url)
        checksum = await asyncio.to_thread(sha256, archive)
        if build.source_checksum and build.source_checksum.lower() != checksum:
            raise BadSource(
                f"The source archive's checksum is {checksum}, "
                f"not {build.source_checksum} as declared."
            )
        slug_id = new_id()
        place = self._slugs.place(slug_id)
        try:
            built = await self._builder.build(
                archive,
                place,
                stack=build.stack,
                env=self._config_vars.of(app),
                write=lambda text: self._outputs.write(build.output_token, text),
            )
            self._succeed(app, build, _slug(slug_id, build, built, checksum))
        except BaseException:  # also when the app went meanwhile
            shutil.rmtree(place, ignore_errors=True)
            raise

    def _succeed(self, app: App, build: Build, slug: Slug) -> None:
        """Slug, release and end of the build in one step: the release phase runs after it."""
        with self._store.transaction():
            self._store.add(slug)
            release = self._release(app, deploy_description(slug), slug=slug)
            launching = self._launching(app, release)
            self._store.afterwards(partial(self._outputs.write, build.output_token, launching))
            self._end(replace(build, slug_id=slug.id, release_id=release.id), "succeeded")

    def _launching(self, app: App, release: Release) -> str:
        """The last lines of a deploy on Heroku."""
        lines = [f"       Released v{release.version}"]
        if release.status == "pending":
            lines.insert(0, RELEASE_COMMAND_DECLARED)
        else:
            lines.append(f"       {self._address.web_url(app.name)} deployed to Heroku")
        return "\n".join(["-----> Launching...", *lines, ""])

    def _fail(self, build: Build, reason: str) -> None:
        self._outputs.write(build.output_token, f" !     {reason}\n")
        self._end(build, "failed")

    def _end(self, build: Build, status: Literal["succeeded", "failed"]) -> None:
        self._store.put(replace(build, status=status, updated_at=now()))
        self._store.afterwards(partial(self._log, build, f"Build {status}"))
        self._outputs.announce(build.output_token)

    def _log(self, build: Build, text: str) -> None:
        self._logs.write(build.app_id, "app", "api", text)


def _check_buildpacks(names: tuple[str, ...]) -> None:
    if unknown := [name for name in names if not PYTHON.is_called(name)]:
        accepted = " or ".join(PYTHON.spellings[:2])
        raise InvalidParams(f"Buildpack {', '.join(unknown)} can't run here; accepted: {accepted}.")


def _slug(slug_id: str, build: Build, built: BuiltSlug, checksum: str) -> Slug:
    return Slug(
        id=slug_id,
        app_id=build.app_id,
        stack=built.stack,
        process_types=dict(built.process_types),
        blob_token=new_token(),
        created_at=now(),
        updated_at=now(),
        checksum=checksum,
        commit=build.source_version,
        commit_description=build.source_description,
        provided_description="Python",
        size=built.size,
    )
