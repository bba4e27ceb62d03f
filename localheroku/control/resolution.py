"""Resolution: which add-ons and attachments people may mean by what they typed."""

from __future__ import annotations

from localheroku.control.apps import Apps
from localheroku.control.attachments import Attachments
from localheroku.control.lookup import required
from localheroku.model.addon import Addon, Attachment
from localheroku.model.app import App
from localheroku.model.store import Store


class Resolution:
    """An id or a name, what its config var is called, the service; `app::NAME` names the app too.

    The answers hold one or more: it is the client that asks back when there are several.
    """

    def __init__(self, store: Store, apps: Apps, attachments: Attachments) -> None:
        self._store = store
        self._apps = apps
        self._attachments = attachments

    def addons(self, sought: str, app: str | None, service: str | None) -> list[Addon]:
        """An add-on's own name goes before an attachment's, and that before a service's or plan's.

        Raises NotFound, with the `resource` that makes the CLI look beyond the app.
        """
        scope, name = self._split(sought, app)
        addons = [one for one in self._addons(scope) if service in (None, _service(one))]
        attached = {one.addon_id for one in self._attachments_of(scope) if _is_called(one, name)}
        found = (
            [one for one in addons if name in (one.id, one.name)]
            or [one for one in addons if one.id in attached]
            or [one for one in addons if name in (_service(one), one.plan)]
        )
        return required(found or None, "add-on", sought, resource="add_on")

    def attachments(self, sought: str, app: str | None, service: str | None) -> list[Attachment]:
        """By the attachment's name, or by that of its add-on."""
        scope, name = self._split(sought, app)
        candidates = {
            one: self._attachments.addon(one)
            for one in self._attachments_of(scope)
            if service in (None, _service(self._attachments.addon(one)))
        }
        found = [one for one in candidates if _is_called(one, name)] or [
            one for one, addon in candidates.items() if name in (addon.id, addon.name)
        ]
        return required(found or None, "add-on attachment", sought, resource="add_on attachment")

    def _split(self, sought: str, app: str | None) -> tuple[App | None, str]:
        prefix, _, name = sought.rpartition("::")
        scope = prefix or app
        return self._apps.find(scope) if scope else None, name

    def _addons(self, scope: App | None) -> list[Addon]:
        """All, or the ones that an app owns or is attached to."""
        if scope is None:
            return self._store.all(Addon)
        attached = [self._attachments.addon(one) for one in self._attachments_of(scope)]
        owned = self._store.all(Addon, app_id=scope.id)
        return list({one.id: one for one in (*owned, *attached)}.values())

    def _attachments_of(self, scope: App | None) -> list[Attachment]:
        return self._attachments.of_app(scope) if scope else self._attachments.all()


def _is_called(attachment: Attachment, name: str) -> bool:
    return name == attachment.id or name.upper() in (attachment.name, attachment.config_var)


def _service(addon: Addon) -> str:
    return addon.plan.partition(":")[0]
