"""Add-ons: provisioned, attached, changed and destroyed (https://devcenter.heroku.com/articles/managing-add-ons)."""

from __future__ import annotations

import logging
from dataclasses import replace

from localheroku.control.attachments import Attachments
from localheroku.control.catalogue import find_plan
from localheroku.control.databases import Databases
from localheroku.control.errors import InvalidParams, NotFound
from localheroku.control.names import addon_name, check_addon_name
from localheroku.control.releases import MakeRelease
from localheroku.control.tasks import Tasks
from localheroku.model.addon import Addon
from localheroku.model.app import App
from localheroku.model.identity import new_id, now
from localheroku.model.store import Store
from localheroku.runtime.logs import LogBuffer

log = logging.getLogger(__name__)


class Addons:
    """Provisioning ends in one release, and only then are the config vars there."""

    def __init__(
        self,
        store: Store,
        release: MakeRelease,
        databases: Databases,
        attachments: Attachments,
        logs: LogBuffer,
        tasks: Tasks,
    ) -> None:
        self._store = store
        self._release = release
        self._databases = databases
        self._attachments = attachments
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
        addon = self._store.first(Addon, id=id_or_name) or self._store.first(Addon, name=id_or_name)
        if addon is None:
            raise NotFound("Couldn't find that add-on.", resource="add_on")
        return addon

    def find_of(self, app: App, id_or_name: str) -> Addon:
        addon = self.find(id_or_name)
        if addon.app_id != app.id:
            raise NotFound("Couldn't find that add-on.", resource="add_on")
        return addon

    def create(
        self, app: App, plan: str, *, name: str | None, attachment: str | None, confirm: str | None
    ) -> Addon:
        """Answers in state `provisioning`; the rest happens in the background."""
        found = find_plan(plan)
        name = name or addon_name(found.service.prefix)
        check_addon_name(name)
        if self._store.first(Addon, name=name):
            raise InvalidParams(f"Name {name} is already taken")
        addon = Addon(
            id=new_id(),
            app_id=app.id,
            name=name,
            plan=found.name,
            state="provisioning",
            created_at=now(),
            updated_at=now(),
        )
        with self._store.transaction():
            self._store.add(addon)
            self._attachments.add(app, addon, name=attachment, confirm=confirm)
        self._start(addon)
        return addon

    def _start(self, addon: Addon) -> None:
        self._tasks.start(addon.app_id, self._provision(addon))

    def resume(self) -> None:
        """For the start: go on with what a killed platform had begun."""
        for addon in self._store.all(Addon, state="provisioning"):
            self._start(addon)

    def change(self, addon: Addon, *, plan: str | None, name: str | None) -> Addon:
        """Another plan of the same service is a release; an empty plan or name leaves it."""
        found = find_plan(plan or addon.plan)
        if found.service.name != addon.plan.partition(":")[0]:
            raise InvalidParams(f"Plan {found.name} is of another service than {addon.plan}.")
        self._check_new_name(addon, name)
        changed = replace(addon, plan=found.name, name=name or addon.name)
        if changed == addon:
            return addon
        with self._store.transaction():
            changed = self._store.put(replace(changed, updated_at=now()))
            if changed.plan != addon.plan:
                self._release(self.owner(addon), f"Update {addon.name} to {changed.plan}")
                self._tasks.start("databases", self._databases.provision(changed))
        return changed

    def destroy(self, addon: Addon) -> Addon:
        """All its attachments go, on whatever app, with a release each; then the database."""
        attachments = self._attachments.of_addon(addon)
        with self._store.transaction():
            self._store.remove(addon)
            if addon.state == "provisioned":
                for attachment in attachments:
                    self._attachments.released(attachment, addon, "Detach")
        self._tasks.start("databases", self._databases.deprovision(addon))
        return replace(addon, state="deprovisioned")

    def destroy_all_of(self, app: App) -> None:
        """The app is being destroyed: a release not for itself, but for others that share them."""
        for addon in self.of(app):
            shared = [one for one in self._attachments.of_addon(addon) if one.app_id != app.id]
            self._store.remove(addon)
            for attachment in shared:
                self._attachments.released(attachment, addon, "Detach")
            self._tasks.start("databases", self._databases.deprovision(addon))

    async def _provision(self, addon: Addon) -> None:
        try:
            await self._databases.provision(addon)
        except Exception as error:
            log.exception("%s could not be provisioned", addon.name)
            self._logs.write(addon.app_id, "app", "api", f"{addon.name} failed: {error}")
            self._store.put(replace(addon, state="deprovisioned", updated_at=now()))
        else:
            self._provisioned(addon.id)

    def _provisioned(self, addon_id: str) -> None:
        addon = self._store.first(Addon, id=addon_id)
        if addon is None:  # destroyed meanwhile
            return
        with self._store.transaction():
            addon = self._store.put(replace(addon, state="provisioned", updated_at=now()))
            for attachment in self._attachments.of_addon(addon):
                self._attachments.released(attachment, addon, "Attach")

    def _check_new_name(self, addon: Addon, name: str | None) -> None:
        if name and name != addon.name:
            check_addon_name(name)
            if self._store.first(Addon, name=name):
                raise InvalidParams(f"Name {name} is already taken")
