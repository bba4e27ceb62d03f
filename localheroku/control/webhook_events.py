"""Webhook events: what changes in the store, told to the webhooks that asked for it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from localheroku.model.addon import Addon, Attachment
from localheroku.model.app import App
from localheroku.model.build import Build
from localheroku.model.collaborator import Collaborator
from localheroku.model.domain import Domain
from localheroku.model.dyno import DynoView
from localheroku.model.formation import Formation
from localheroku.model.identity import age, new_id, now
from localheroku.model.release import Release
from localheroku.model.sni_endpoint import SniEndpoint
from localheroku.model.store import Record, Store
from localheroku.model.webhook import ACTIONS, PATIENCE, Webhook, WebhookDelivery, WebhookEvent

Told = Record | DynoView
RESOURCES: dict[type[Told], str] = {
    Addon: "addon",
    App: "app",
    Attachment: "addon-attachment",
    Build: "build",
    Collaborator: "collaborator",
    Domain: "domain",
    DynoView: "dyno",
    Formation: "formation",
    Release: "release",
    SniEndpoint: "sni-endpoint",
}

# What the API answers for a record.
Describe = Callable[[Told], dict[str, Any]]


class WebhookEvents:
    """Written together with the change itself, so that neither is without the other.

    The last change of an app is told to nobody: its webhooks end with it.
    """

    def __init__(self, store: Store, describe: Describe, deliver: Callable[[str], None]) -> None:
        self._store = store
        self._describe = describe
        self._deliver = deliver

    def notice(self, before: Told | None, after: Told | None) -> None:
        """A record came to be, changed, or is gone."""
        record = after or before
        resource = RESOURCES.get(type(record)) if record else None
        if record is None or resource is None:
            return
        app_id = record.id if isinstance(record, App) else getattr(record, "app_id", "")
        webhooks = [
            webhook
            for webhook in self._store.all(Webhook, app_id=app_id)
            if f"api:{resource}" in webhook.include
        ]
        action = "create" if before is None else "destroy" if after is None else "update"
        if webhooks and action in ACTIONS[f"api:{resource}"]:
            data = self._describe(record)
            former = self._describe(before) if before and after else data
            self._tell(webhooks, app_id, resource, action, data, _changed(former, data))

    def _tell(
        self,
        webhooks: list[Webhook],
        app_id: str,
        resource: str,
        action: str,
        data: dict[str, Any],
        previous_data: dict[str, Any],
    ) -> None:
        self._forget_old(app_id)
        event = self._store.add(
            WebhookEvent(
                id=new_id(),
                app_id=app_id,
                resource=resource,
                action=action,
                data=data,
                previous_data=previous_data,
                created_at=now(),
            )
        )
        for webhook in webhooks:
            self._store.add(
                WebhookDelivery(
                    id=new_id(),
                    app_id=app_id,
                    webhook_id=webhook.id,
                    event_id=event.id,
                    created_at=now(),
                    updated_at=now(),
                )
            )
            self._store.afterwards(partial(self._deliver, webhook.id))

    def _forget_old(self, app_id: str) -> None:
        """What nobody tries to deliver any more."""
        while oldest := self._store.first(WebhookEvent, app_id=app_id):
            if age(oldest.created_at) < PATIENCE:
                return
            self._store.remove(oldest)


def _changed(former: dict[str, Any], data: dict[str, Any]) -> dict[str, Any]:
    """What the fields that differ said before."""
    return {
        name: value
        for name, value in former.items()
        if value != data.get(name) and name != "updated_at"
    }
