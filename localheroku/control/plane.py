"""The control plane: every rule behind one door, and `release()` the one funnel for changes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from localheroku.control.addons import Addons
from localheroku.control.apps import Apps
from localheroku.control.attachments import Attachments
from localheroku.control.backups import Backups
from localheroku.control.builds import Builds
from localheroku.control.collaborators import Collaborators
from localheroku.control.config_vars import ConfigVars
from localheroku.control.databases import Databases
from localheroku.control.domains import Domains
from localheroku.control.drain_delivery import DrainDelivery
from localheroku.control.drains import Drains
from localheroku.control.dyno_events import DynoEvents
from localheroku.control.dynos import Dynos
from localheroku.control.formations import Formations
from localheroku.control.log_sessions import LogSessions
from localheroku.control.machinery import Machinery
from localheroku.control.one_off_dynos import OneOffDynos
from localheroku.control.outputs import Outputs
from localheroku.control.pipelines import Pipelines
from localheroku.control.promotions import Promotions
from localheroku.control.pushes import Pushes
from localheroku.control.release_phases import ReleasePhases
from localheroku.control.releases import Releases
from localheroku.control.repositories import Repositories
from localheroku.control.resolution import Resolution
from localheroku.control.review_app_configs import ReviewAppConfigs
from localheroku.control.rollout import Rollout
from localheroku.control.sign_ins import SignIns
from localheroku.control.slug_blobs import SlugBlobs
from localheroku.control.slugs import Slugs
from localheroku.control.sni_endpoints import SniEndpoints
from localheroku.control.sources import Sources
from localheroku.control.specs import Specs
from localheroku.control.tasks import Tasks
from localheroku.control.teams import Teams
from localheroku.control.transfer_schedules import TransferSchedules
from localheroku.control.transfers import Transfers
from localheroku.control.webhook_delivery import WebhookDeliveries
from localheroku.control.webhook_events import Describe, Told, WebhookEvents
from localheroku.control.webhooks import Webhooks
from localheroku.model.account import ACCOUNT_EMAIL
from localheroku.model.address import Address
from localheroku.model.app import App
from localheroku.model.build import Slug
from localheroku.model.release import Release
from localheroku.model.store import Store
from localheroku.runtime.router import Route

INTERRUPTED = "The platform was stopped before this had ended; try again."
# Seconds from SIGTERM to SIGKILL for dynos when the platform itself is stopped: who pressed Ctrl-C
# doesn't want to wait the 30 that a dyno has on Heroku.
SHUTDOWN_GRACE = 5


class ControlPlane:
    """`describe` gives what the API answers for a record, which is what webhooks are told."""

    def __init__(
        self,
        store: Store,
        machinery: Machinery,
        *,
        address: Address,
        folder: Path,
        describe: Callable[[ControlPlane, Told], dict[str, Any]],
    ) -> None:
        self.address = address
        self.logs = machinery.logs
        self._store = store
        self._machinery = machinery
        self._tasks = Tasks()
        self._streams_end = asyncio.Event()
        self._wire_code(folder)
        self._wire_databases(folder)
        self._wire_config()
        self._wire_dynos()
        self._wire_builds()
        self._wire_git(folder)
        self._wire_webhooks(partial(describe, self))

    def _wire_code(self, folder: Path) -> None:
        self.outputs = Outputs(self._store, folder / "outputs")
        self.sources = Sources(self._store, folder / "sources", self.address)
        self.slugs = Slugs(self._store, folder / "slugs")
        self.slug_blobs = SlugBlobs(self.slugs, folder / "uploads")

    def _wire_databases(self, folder: Path) -> None:
        self.databases = Databases(self._machinery.postgres)
        self.attachments = Attachments(self._store, self.release)
        self.backups = Backups(folder / "backups", self.address, self._machinery.outbound)
        self.transfers = Transfers(
            self._store,
            self.databases,
            self.attachments,
            self.backups,
            self.outputs,
            self._tasks,
        )
        self.transfer_schedules = TransferSchedules(self._store, self.transfers.capture)

    def _wire_config(self) -> None:
        store = self._store
        self.apps = Apps(store, self.release, self._clear_away)
        self.releases = Releases(store, self.release)
        self.config_vars = ConfigVars(store, self.release, self.databases.url)
        self.resolution = Resolution(store, self.apps, self.attachments)
        self.addons = Addons(
            store,
            self.release,
            self.databases,
            self.attachments,
            self.transfers,
            self.logs,
            self._tasks,
        )
        self.collaborators = Collaborators(store)
        self.pipelines = Pipelines(store)
        self.teams = Teams(store)
        self.review_app_configs = ReviewAppConfigs(store)
        self.promotions = Promotions(
            store,
            self.release,
            pipelines=self.pipelines,
            releases=self.releases,
            slugs=self.slugs,
        )
        self.domains = Domains(store)
        self.sni_endpoints = SniEndpoints(store)
        self._delivery = DrainDelivery(self.logs, self._machinery.outbound)
        self.drains = Drains(store, self._delivery)
        self.log_sessions = LogSessions()
        self.sign_ins = SignIns()

    def _wire_dynos(self) -> None:
        specs = Specs(self.slugs, self.config_vars.from_attachments)
        self.rollout = Rollout(
            self._store,
            self.slugs,
            specs,
            self._machinery.supervisor,
            self.logs,
            restart_after=self._machinery.restart_after,
        )
        self.formations = Formations(self._store, lambda app: self.rollout.wake(app.id))
        self._phases = ReleasePhases(
            self._store,
            self.slugs,
            specs,
            self._machinery.supervisor,
            self.outputs,
            self.logs,
            ready=self.addons.settled,
            released=self.rollout.wake,
        )
        self.one_off_dynos = OneOffDynos(
            self._store,
            self.releases,
            specs,
            self._machinery.supervisor,
            self._machinery.rendezvous,
            self._tasks,
            address=self.address,
        )
        self.dynos = Dynos(self.rollout, self.one_off_dynos)

    def _wire_builds(self) -> None:
        self.builds = Builds(
            self._store,
            self.release,
            address=self.address,
            builder=self._machinery.builder,
            sources=self.sources,
            slugs=self.slugs,
            config_vars=self.config_vars,
            outputs=self.outputs,
            logs=self.logs,
            tasks=self._tasks,
        )

    def _wire_git(self, folder: Path) -> None:
        pushes = Pushes(
            self._store,
            self._machinery.git,
            address=self.address,
            sources=self.sources,
            builds=self.builds,
            outputs=self.outputs,
        )
        self.repositories = Repositories(
            folder / "repositories", self._machinery.git, pushes, self._tasks
        )

    def _wire_webhooks(self, describe: Describe) -> None:
        self._webhook_deliveries = WebhookDeliveries(
            self._store, self.logs, self._machinery.outbound
        )
        self.webhooks = Webhooks(self._store, self._webhook_deliveries.stop)
        events = WebhookEvents(self._store, describe, self._webhook_deliveries.run)
        self._store.watcher = events.notice
        dyno_events = DynoEvents(self._store, events, self.dynos.look_up)
        self._machinery.supervisor.changed = dyno_events.notice

    async def start(self) -> None:
        """Take up where the last run ended, even if it was killed."""
        await self._machinery.supervisor.open()
        if self.databases.exist or self.addons.all():
            await self.databases.start()
        self.builds.fail_unfinished(INTERRUPTED)
        self._phases.fail_unfinished(INTERRUPTED)
        self.transfers.resume(INTERRUPTED)
        self.addons.resume()
        self._tasks.start("schedules", self.transfer_schedules.run(self.pause))
        self.drains.start()
        self._webhook_deliveries.start()
        self.sources.sweep()
        self.slugs.sweep()
        self.slugs.sweep_folders()
        await asyncio.to_thread(self._machinery.builder.sweep, self.slugs.environments())
        self.outputs.sweep()
        app_ids = {app.id for app in self.apps.all()}
        self.logs.sweep(app_ids)
        self.repositories.sweep(app_ids)
        for app in self.apps.all():
            self.rollout.wake(app.id)

    def end_streams(self) -> None:
        """Let everybody who follows a log or an output go, so that connections can be closed."""
        self._streams_end.set()
        self.outputs.close()
        self.logs.close()

    async def pause(self, seconds: float) -> bool:
        """For a stream that looks again after so long: whether it may go on."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._streams_end.wait(), seconds)
        return not self._streams_end.is_set()

    async def close(self) -> None:
        """End everything that was started; the store is the last to go."""
        self.end_streams()
        await self._tasks.close()
        await self._delivery.close()
        await self._webhook_deliveries.close()
        await self._machinery.outbound.close()
        await self._phases.close()
        await self.rollout.close(SHUTDOWN_GRACE)
        await self._machinery.supervisor.close()
        await self.databases.close()
        self.logs.close()
        self._store.close()

    def release(
        self,
        app: App,
        description: str,
        *,
        slug: Slug | None = None,
        config_vars: Mapping[str, str] | None = None,
        by_addon: bool = False,
    ) -> Release:
        """The next release of an app; what is left out stays as it was.

        Its release phase and then its dynos follow in the background.
        """
        with self._store.transaction():
            release = self.releases.add(
                app, description, slug=slug, config_vars=config_vars, by_addon=by_addon
            )
            if slug:
                self.formations.adopt(app, slug)
        self._store.afterwards(partial(self._follow_up, app, release))
        return release

    def _follow_up(self, app: App, release: Release) -> None:
        self._log(app, release.description)
        if release.status == "pending":
            self._log(app, f"Running release v{release.version} commands")
            self._phases.run(app.id)
        else:
            self._log(app, f"Release v{release.version} created")
            self.rollout.wake(app.id)

    def route(self, host: str) -> Route | None:
        """For the router: the app at a host name, and its web dynos."""
        app = self.domains.app_at(host)
        if app is None:
            return None
        backends = self.rollout.serving(app.id)
        return Route(
            app_id=app.id,
            backends=backends,
            maintenance=app.maintenance,
            blank=not backends and self.releases.running_slug(app) is None,
        )

    def _log(self, app: App, text: str) -> None:
        self.logs.write(app.id, "app", "api", f"{text} by user {ACCOUNT_EMAIL}")

    def _clear_away(self, app: App) -> None:
        """An app is being destroyed: what it has outside of the store goes too."""
        tokens = [build.output_token for build in self.builds.of(app)]
        tokens += [one.output_token for one in self.releases.of(app) if one.output_token]
        self.addons.destroy_all_of(app)
        for drain in self.drains.of(app):
            self._store.afterwards(partial(self._delivery.stop, drain))
        for webhook in self.webhooks.of(app):
            self._store.afterwards(partial(self._webhook_deliveries.stop, webhook))
        self._store.afterwards(partial(self._interrupt, app.id, tokens))

    def _interrupt(self, app_id: str, tokens: list[str]) -> None:
        self.log_sessions.forget(app_id)
        self._tasks.interrupt(app_id)
        self._tasks.start("destroyed", self._end_app(app_id, tokens))

    async def _end_app(self, app_id: str, tokens: list[str]) -> None:
        await self._tasks.wait(app_id)
        await self._phases.forget(app_id)
        await self.one_off_dynos.forget(app_id)
        await self.rollout.forget(app_id)
        self.repositories.forget(app_id)
        for token in tokens:
            self.outputs.forget(token)
        self.logs.forget(app_id)
        self.slugs.sweep()
