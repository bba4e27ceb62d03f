"""The control plane: every rule of the platform behind one door, and `release()` the one funnel for changes to an app."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from localheroku.control.apps import Apps
from localheroku.control.config_vars import ConfigVars
from localheroku.control.domains import Domains
from localheroku.control.formations import RELEASE_TYPE, Formations
from localheroku.control.outputs import Outputs
from localheroku.control.pipelines import Pipelines
from localheroku.control.release_phases import ReleasePhases
from localheroku.control.releases import Releases
from localheroku.control.rollout import Rollout
from localheroku.control.slugs import Slugs
from localheroku.control.specs import Specs
from localheroku.control.tasks import Tasks
from localheroku.model.account import ACCOUNT_EMAIL
from localheroku.model.addon import Addon
from localheroku.model.address import Address
from localheroku.model.app import App
from localheroku.model.build import Slug
from localheroku.model.identity import new_id, new_token, now
from localheroku.model.release import Release
from localheroku.model.store import Store
from localheroku.runtime.builder import Builder
from localheroku.runtime.logs import LogBuffer
from localheroku.runtime.postgres import Postgres
from localheroku.runtime.router import Route
from localheroku.runtime.supervisor import Supervisor

INTERRUPTED = "The platform was stopped before this had ended; try again."


@dataclass(frozen=True, kw_only=True)
class Machinery:
    """What does the work; tests hand in their own."""

    logs: LogBuffer
    supervisor: Supervisor
    builder: Builder
    postgres: Postgres


class ControlPlane:
    def __init__(
        self, store: Store, machinery: Machinery, *, address: Address, folder: Path
    ) -> None:
        self.address = address
        self.logs = machinery.logs
        self.outputs = Outputs(folder / "outputs")
        self._store = store
        self._machinery = machinery
        self._tasks = Tasks()
        self.slugs = Slugs(store, folder / "slugs")
        self.config_vars = ConfigVars(store, self.release, self._database_url)
        specs = Specs(self.slugs, self.config_vars.from_attachments)
        self.rollout = Rollout(store, self.slugs, specs, machinery.supervisor, self.logs)
        self._phases = ReleasePhases(
            store,
            self.slugs,
            specs,
            machinery.supervisor,
            self.outputs,
            self.logs,
            self.rollout.wake,
        )
        self.apps = Apps(store, self.release, self._clear_away)
        self.releases = Releases(store, self.release)
        self.domains = Domains(store)
        self.pipelines = Pipelines(store)
        self.formations = Formations(store, lambda app: self.rollout.wake(app.id))

    async def start(self) -> None:
        """Take up where the last run ended, even if it was killed."""
        await self._machinery.supervisor.open()
        if self._store.all(Addon):
            await self._machinery.postgres.start()
        self._phases.fail_unfinished(INTERRUPTED)
        self.slugs.sweep()
        self.slugs.sweep_folders()
        for app in self.apps.all():
            self.rollout.wake(app.id)

    def end_streams(self) -> None:
        """Let everybody who follows a log or an output go, so that the server can close its connections."""
        self.outputs.close()
        self.logs.close()

    async def close(self) -> None:
        await self._tasks.close()
        await self._phases.close()
        await self.rollout.close()
        await self._machinery.supervisor.close()
        await self._machinery.postgres.stop()
        self._store.close()

    def release(
        self,
        app: App,
        description: str,
        *,
        slug: Slug | None = None,
        config_vars: dict[str, str] | None = None,
    ) -> Release:
        """The next release of an app; what is left out stays as it was. Its dynos follow in the background."""
        with self._store.transaction():
            release = self._add_release(app, description, slug, config_vars)
            if slug:
                self.formations.adopt(app, slug)
        self.logs.write(app.id, "app", "api", f"{description} by user {ACCOUNT_EMAIL}")
        if release.status == "pending":
            self._phases.run(app.id)
        else:
            self.rollout.wake(app.id)
        return release

    def route(self, host: str) -> Route | None:
        """For the router: the app at a host name, and its web dynos."""
        app = self.domains.app_at(host)
        if app is None:
            return None
        return Route(
            app_id=app.id, backends=self.rollout.serving(app.id), maintenance=app.maintenance
        )

    def _add_release(
        self, app: App, description: str, slug: Slug | None, config_vars: dict[str, str] | None
    ) -> Release:
        app = self._touch(app, slug, config_vars)
        last = self._store.last(Release, "version", app_id=app.id)
        slug = slug or self._inherited_slug(app)
        has_phase = slug is not None and RELEASE_TYPE in slug.process_types
        return self._store.add(
            Release(
                id=new_id(),
                app_id=app.id,
                version=last.version + 1 if last else 1,
                description=description,
                status="pending" if has_phase else "succeeded",
                created_at=now(),
                updated_at=now(),
                slug_id=slug.id if slug else None,
                addon_plan_names=tuple(a.plan for a in self._store.all(Addon, app_id=app.id)),
                output_token=new_token() if has_phase else None,
                config_vars=app.config_vars,
            )
        )

    def _inherited_slug(self, app: App) -> Slug | None:
        """A failed release was never deployed, so nothing inherits its code."""
        releases = (
            self._store.last(Release, "version", app_id=app.id, status=status)
            for status in ("pending", "succeeded")
        )
        newest = max(filter(None, releases), key=lambda one: one.version, default=None)
        return self.slugs.get(newest.slug_id) if newest else None

    def _touch(self, app: App, slug: Slug | None, config_vars: dict[str, str] | None) -> App:
        app = self._store.get(App, app.id)
        return self._store.put(
            replace(
                app,
                config_vars=app.config_vars if config_vars is None else config_vars,
                stack=slug.stack if slug else app.stack,
                released_at=now(),
            )
        )

    def _database_url(self, addon: Addon) -> str:
        return self._machinery.postgres.credentials(addon.id).url

    def _clear_away(self, app: App) -> None:
        """An app is being destroyed: end what it leaves outside the store, in the background."""
        self._tasks.start("destroyed", self._end_app(app))

    async def _end_app(self, app: App) -> None:
        await self._phases.forget(app.id)
        await self.rollout.forget(app.id)
        self.logs.forget(app.id)
        self.slugs.sweep()
