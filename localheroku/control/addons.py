"""Add-ons: provisioned, attached, changed and destroyed (https://devcenter.heroku.com/articles/managing-add-ons)."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from localheroku.control import names
from localheroku.control.attachments import Attachments
from localheroku.control.catalogue import find_plan
from localheroku.control.databases import Databases
from localheroku.control.errors import InvalidParams
from localheroku.control.lookup import by_id_or_name, required
from localheroku.control.releases import MakeRelease
from localheroku.control.tasks import Tasks, until_stored
from localheroku.control.transfers import Transfers
from localheroku.model.addon import Addon
from localheroku.model.app import App
from localheroku.model.identity import new_id, now
from localheroku.model.plans import Plan
from localheroku.model.shortage import reason
from localheroku.model.store import Store
from localheroku.runtime.logs import LogBuffer

log = logging.getLogger(__name__)


class Addons:
    """A new add-on is attached at once, and sets its config vars when it is provisioned."""

    def __init__(
        self,
        store: Store,
        release: MakeRelease,
        databases: Databases,
        attachments: Attachments,
        transfers: Transfers,
        logs: LogBuffer,
        tasks: Tasks,
    ) -> None:
        self._store = store
        self._release = release
        self._databases = databases
        self._attachments = attachments
        self._transfers = transfers
        self._logs = logs
        self._tasks = tasks

    def all(self) -> list[Addon]:
        return self._store.all(Addon)

    def of(self, app: App) -> list[Addon]:
        """The ones that the app owns."""
        return self._store.all(Addon, app_id=app.id)

    def owner(self, addon: Addon) -> App:
        return self._store.get(App, addon.app_id)

    def find(self, id_or_name: str) -> Addon:
        found = by_id_or_name(self._store, Addon, id_or_name)
        return required(found, "add-on", resource="add_on")

    def find_of(self, app: App, id_or_name: str) -> Addon:
        addon = self.find(id_or_name)
        return required(addon if addon.app_id == app.id else None, "add-on", resource="add_on")

    def create(
        self,
        app: App,
        plan: str,
        *,
        name: str | None,
        config: dict[str, str],
        attachment: str | None,
        confirm: str | None,
    ) -> Addon:
        """Answers in state `provisioning`; the rest happens in the background."""
        found = find_plan(plan)
        name = name or names.for_addon(found.service.prefix)
        names.ADDON.check_new(self._store, Addon, name)
        addon = Addon(
            id=new_id(),
            app_id=app.id,
            name=name,
            plan=found.name,
            state="provisioning",
            config=config,
            created_at=now(),
            updated_at=now(),
        )
        with self._store.transaction():
            self._store.add(addon)
            self._attachments.attach(app, addon, name=attachment, confirm=confirm)
        self._start(addon)
        return addon

    def resume(self) -> None:
        """For the start: go on with what a killed platform had begun."""
        if self._databases.exist:
            self._tasks.start("databases", self._databases.reconcile(self.all))
        for addon in self._store.all(Addon, state="provisioning"):
            self._start(addon)

    async def settled(self, app_id: str) -> None:
        """Until none of the app's add-ons is being provisioned."""
        for addon in self._store.all(Addon, app_id=app_id, state="provisioning"):
            await self._tasks.wait(addon.id)

    def change(self, addon: Addon, *, plan: str | None, name: str | None) -> Addon:
        """Another plan of the same service is a release; an empty plan or name leaves it."""
        found = find_plan(plan or addon.plan)
        _check_plan_change(find_plan(addon.plan), found)
        if name and name != addon.name:
            names.ADDON.check_new(self._store, Addon, name)
        changed = replace(addon, plan=found.name, name=name or addon.name)
        if changed == addon:
            return addon
        with self._store.transaction():
            changed = self._store.put(replace(changed, updated_at=now()))
            if changed.plan != addon.plan:
                for attachment in self._attachments.of_addon(addon):
                    app = self._attachments.app(attachment)
                    self._release(app, f"Update {attachment.name}", by_addon=True)
        if changed.plan != addon.plan and changed.state == "provisioned":
            self._tasks.start("databases", self._databases.provision(changed))
        return changed

    def configure(self, addon: Addon, changes: Mapping[str, str | None]) -> Addon:
        """Kept for who reads it back: heroku-postgresql takes nothing from it here."""
        config = {**addon.config, **changes}
        kept = {name: value for name, value in config.items() if value is not None}
        return self._store.put(replace(addon, config=kept, updated_at=now()))

    def destroy(self, addon: Addon, *, force: bool) -> Addon:
        """All its attachments go, with a release each; on other apps only if forced."""
        attachments = self._attachments.of_addon(addon)
        sharing = {one.app_id for one in attachments} - {addon.app_id}
        if sharing and not force:
            others = ", ".join(sorted(self._store.get(App, app_id).name for app_id in sharing))
            raise InvalidParams(
                f"Cannot destroy {addon.name} while it is attached to other apps ({others}); "
                "detach it there, or force it."
            )
        with self._store.transaction():
            self._transfers.forget(addon)
            self._store.remove(addon)
            for attachment in attachments:
                self._attachments.released(attachment, addon, "Detach")
        self._deprovision(addon)
        return replace(addon, state="deprovisioned")

    def destroy_all_of(self, app: App) -> None:
        """The app is being destroyed: a release not for itself, but for others that share them."""
        for addon in self.of(app):
            shared = [one for one in self._attachments.of_addon(addon) if one.app_id != app.id]
            self._transfers.forget(addon)
            self._store.remove(addon)
            for attachment in shared:
                self._attachments.released(attachment, addon, "Detach")
            self._store.afterwards(partial(self._deprovision, addon))

    def _start(self, addon: Addon) -> None:
        self._tasks.start(addon.id, self._provision(addon))

    def _deprovision(self, addon: Addon) -> None:
        self._tasks.interrupt(addon.id)
        self._tasks.start("databases", self._drop(addon))

    async def _drop(self, addon: Addon) -> None:
        await self._tasks.wait(addon.id)
        await self._databases.deprovision(addon)

    async def _provision(self, addon: Addon) -> None:
        try:
            await self._databases.provision(addon)
        except Exception as error:
            log.warning("%s could not be provisioned: %s", addon.name, reason(error))
            self._logs.write(addon.app_id, "app", "api", f"{addon.name} failed: {reason(error)}")
            await until_stored(partial(self._failed, addon))
        else:
            await until_stored(partial(self._provisioned, addon.id))

    def _provisioned(self, addon_id: str) -> None:
        addon = self._store.first(Addon, id=addon_id)
        if addon is None:  # destroyed meanwhile
            return
        config_vars = ", ".join(one.config_var for one in self._attachments.of_addon(addon))
        done = f"@ref:{addon.name} completed provisioning, setting {config_vars}."
        with self._store.transaction():
            self._store.put(replace(addon, state="provisioned", updated_at=now()))
            self._release(self.owner(addon), done, by_addon=True)

    def _failed(self, addon: Addon) -> None:
        """It stays to be seen, but no longer in the way of the next one."""
        with self._store.transaction():
            self._store.put(replace(addon, state="deprovisioned", updated_at=now()))
            for attachment in self._attachments.of_addon(addon):
                self._store.remove(attachment)
                self._attachments.released(attachment, addon, "Detach")


def _check_plan_change(before: Plan, after: Plan) -> None:
    """https://devcenter.heroku.com/articles/updating-heroku-postgres-databases"""
    if after.service != before.service:
        raise InvalidParams(f"Plan {after.name} is of another service than {before.name}.")
    if (before.tier == "essential") != (after.tier == "essential"):
        raise InvalidParams(
            f"Cannot change from {before.name} to {after.name}: Essential plans and others do not "
            "change into each other; create a new database and copy the data (pg:copy)."
        )
