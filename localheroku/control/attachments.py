"""Attachments: under which config var an app finds an add-on."""

from __future__ import annotations

import secrets

from localheroku.control import names
from localheroku.control.errors import ConfirmationRequired, InvalidParams
from localheroku.control.lookup import required
from localheroku.control.releases import MakeRelease
from localheroku.model.addon import Addon, Attachment
from localheroku.model.app import App
from localheroku.model.identity import new_id, now
from localheroku.model.plans import COLOURS, Service, plan
from localheroku.model.store import Store


class Attachments:
    def __init__(self, store: Store, release: MakeRelease) -> None:
        self._store = store
        self._release = release

    def all(self) -> list[Attachment]:
        return self._store.all(Attachment)

    def of_app(self, app: App) -> list[Attachment]:
        return self._store.all(Attachment, app_id=app.id)

    def of_addon(self, addon: Addon) -> list[Attachment]:
        return self._store.all(Attachment, addon_id=addon.id)

    def addon(self, attachment: Attachment) -> Addon:
        return self._store.get(Addon, attachment.addon_id)

    def app(self, attachment: Attachment) -> App:
        return self._store.get(App, attachment.app_id)

    def find(self, attachment_id: str) -> Attachment:
        return _required(self._store.first(Attachment, id=attachment_id))

    def find_of(self, app: App, id_or_name: str) -> Attachment:
        meant = (one for one in self.of_app(app) if id_or_name in (one.id, one.name))
        return _required(next(meant, None))

    def create(
        self,
        app: App,
        addon: Addon,
        *,
        name: str | None,
        namespace: str | None,
        confirm: str | None,
    ) -> Attachment:
        """Attach an add-on that there is, to its own app again or to another one."""
        if addon.state != "provisioned":
            raise InvalidParams(
                f"Add-on {addon.name} is {addon.state}; wait until it is provisioned."
            )
        with self._store.transaction():
            return self.attach(app, addon, name=name, namespace=namespace, confirm=confirm)

    def attach(
        self,
        app: App,
        addon: Addon,
        *,
        name: str | None,
        namespace: str | None = None,
        confirm: str | None,
    ) -> Attachment:
        """In a transaction. A name in use is taken over only with `confirm`, the app's name."""
        if name:
            names.ATTACHMENT.check(name)
            self._make_room(app, name, confirm)
        attachment = self._store.add(
            Attachment(
                id=new_id(),
                addon_id=addon.id,
                app_id=app.id,
                name=name or self._free_name(app, addon),
                namespace=namespace,
                created_at=now(),
                updated_at=now(),
            )
        )
        self.released(attachment, addon, "Attach")
        return attachment

    def destroy(self, attachment: Attachment) -> Attachment:
        addon = self.addon(attachment)
        if attachment.app_id == addon.app_id and len(self._own(addon)) == 1:
            raise InvalidParams(
                f"Cannot destroy last attachment to billing app for resource {addon.name}; "
                "destroy the add-on."
            )
        with self._store.transaction():
            self._store.remove(attachment)
            self.released(attachment, addon, "Detach")
        return attachment

    def released(self, attachment: Attachment, addon: Addon, verb: str) -> None:
        """`pg:promote` searches the history for this very wording."""
        description = f"{verb} {attachment.name} (@ref:{addon.name})"
        self._release(self._store.get(App, attachment.app_id), description)

    def _own(self, addon: Addon) -> list[Attachment]:
        return [one for one in self.of_addon(addon) if one.app_id == addon.app_id]

    def _make_room(self, app: App, name: str, confirm: str | None) -> None:
        former = self._store.first(Attachment, app_id=app.id, name=name)
        taken = former is not None or f"{name}_URL" in app.config_vars
        if taken and confirm not in (app.name, app.id):
            raise ConfirmationRequired(
                f"{name}_URL is already set on {app.name}. "
                "To overwrite it, confirm with the app's name."
            )
        if former:
            self._store.remove(former)
            self.released(former, self.addon(former), "Detach")
        elif taken:
            kept = {key: value for key, value in app.config_vars.items() if key != f"{name}_URL"}
            self._release(app, f"Remove {name}_URL config vars", config_vars=kept)

    def _free_name(self, app: App, addon: Addon) -> str:
        taken = {one.name for one in self.of_app(app)}
        service = _service(addon)
        if service.attachment not in taken and f"{service.attachment}_URL" not in app.config_vars:
            return service.attachment
        free = {f"HEROKU_{service.prefix}_{colour}" for colour in COLOURS} - taken
        if not free:
            raise InvalidParams(f"{app.name} has {len(taken)} attachments; give this one a name.")
        return secrets.choice(sorted(free))


def _required(found: Attachment | None) -> Attachment:
    return required(found, "add-on attachment", resource="add_on attachment")


def _service(addon: Addon) -> Service:
    found = plan(addon.plan)
    assert found, "an add-on's plan is in the catalogue"
    return found.service
