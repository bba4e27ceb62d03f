"""The release phase: runs a pending release's command before any dyno sees the release.

https://devcenter.heroku.com/articles/release-phase
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from typing import Literal

from localheroku.control.outputs import Outputs
from localheroku.control.slugs import Slugs
from localheroku.control.specs import Specs
from localheroku.control.tasks import Tasks, told, until_stored
from localheroku.model.account import ACCOUNT_EMAIL
from localheroku.model.app import App
from localheroku.model.dyno_sizes import DEFAULT_DYNO_SIZE
from localheroku.model.formation import RELEASE_TYPE, Formation
from localheroku.model.identity import now
from localheroku.model.release import Release
from localheroku.model.store import Store
from localheroku.runtime.dyno_spec import DynoSpec
from localheroku.runtime.logs import LogBuffer
from localheroku.runtime.supervisor import Supervisor

LIMIT = 60 * 60  # seconds, as on Heroku


class ReleasePhases:
    """An app's pending releases, one after the other in the order of their versions.

    `ready` returns when an app's add-ons are there: a command would miss their variables.
    """

    def __init__(
        self,
        store: Store,
        slugs: Slugs,
        specs: Specs,
        supervisor: Supervisor,
        outputs: Outputs,
        logs: LogBuffer,
        ready: Callable[[str], Awaitable[None]],
        released: Callable[[str], None],
    ) -> None:
        self._store = store
        self._slugs = slugs
        self._specs = specs
        self._supervisor = supervisor
        self._outputs = outputs
        self._logs = logs
        self._ready = ready
        self._released = released
        self._tasks = Tasks()

    def run(self, app_id: str) -> None:
        """Work off the app's pending releases in the background."""
        self._tasks.start_alone(app_id, partial(self._work_off, app_id))

    def fail_unfinished(self, reason: str) -> None:
        """For the start: what a killed platform left pending will never end."""
        for release in self._store.all(Release, status="pending"):
            if release.output_token is None:
                self._pass(release)
            else:
                self._note(release, f" !     {reason}")
                self._end(release, "failed")

    async def forget(self, app_id: str) -> None:
        self._tasks.interrupt(app_id)
        await self._tasks.wait(app_id)

    async def close(self) -> None:
        await self._tasks.close()

    async def _work_off(self, app_id: str) -> None:
        while release := self._store.first(Release, app_id=app_id, status="pending"):
            if release.output_token is None:
                await until_stored(partial(self._pass, release))
            else:
                await self._run(release)

    def _pass(self, release: Release) -> None:
        """An add-on's own change, which waited for its turn: no command, the code that serves."""
        serving = [
            one
            for one in self._store.all(Release, app_id=release.app_id, status="succeeded")
            if one.version < release.version
        ]
        self._end(replace(release, slug_id=serving[-1].slug_id), "succeeded")

    async def _run(self, release: Release) -> None:
        try:
            await self._ready(release.app_id)
            status = await self._command(release)
        except asyncio.CancelledError:
            raise
        except Exception as error:
            self._note(release, f" !     The release command could not be started: {told(error)}")
            status = 1
        if status:
            self._note(release, f" !     Release command failed with exit status {status}.")
        await until_stored(partial(self._end, release, "failed" if status else "succeeded"))

    async def _command(self, release: Release) -> int:
        spec = self._spec(release)
        run = self._supervisor.run(spec, write=lambda text: self._write(release, text))
        try:
            return await asyncio.wait_for(run, LIMIT)
        except TimeoutError:
            self._note(release, f" !     The release command ran longer than {LIMIT} seconds.")
            return 124

    def _spec(self, release: Release) -> DynoSpec:
        app = self._store.get(App, release.app_id)
        slug = self._slugs.find(release.slug_id or "")
        row = self._store.first(Formation, app_id=app.id, type=RELEASE_TYPE)
        return self._specs.of(
            app,
            release,
            slug,
            name=f"{RELEASE_TYPE}.{secrets.randbelow(9000) + 1000}",
            command=slug.process_types[RELEASE_TYPE],
            size=row.size if row else DEFAULT_DYNO_SIZE,
        )

    def _end(self, release: Release, status: Literal["succeeded", "failed"]) -> None:
        self._store.put(replace(release, status=status, updated_at=now()))
        outcome = "failed" if status == "failed" else f"created by user {ACCOUNT_EMAIL}"
        self._log(release, f"Release v{release.version} {outcome}")
        if release.output_token:
            self._outputs.announce(release.output_token)
        if status == "succeeded":
            self._released(release.app_id)

    def _write(self, release: Release, text: str) -> None:
        if release.output_token:
            self._outputs.write(release.output_token, text)

    def _note(self, release: Release, line: str) -> None:
        self._write(release, f"{line}\n")
        self._log(release, line.strip(" !"))

    def _log(self, release: Release, text: str) -> None:
        self._logs.write(release.app_id, "app", "api", text)
