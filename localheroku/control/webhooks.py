"""App webhooks: who is told of what happens to an app (https://devcenter.heroku.com/articles/app-webhooks)."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from dataclasses import replace

from localheroku.control.errors import InvalidParams
from localheroku.control.lookup import required
from localheroku.control.urls import can_be_called
from localheroku.model.app import App
from localheroku.model.identity import now
from localheroku.model.store import Store
from localheroku.model.webhook import ACTIONS, Webhook, WebhookDelivery, WebhookEvent
from localheroku.runtime.outbound import Elsewhere, loopback

# What can stand in a header.
AUTHORIZATION = re.compile(r"[\x20-\x7e]*", re.ASCII)


class Webhooks:
    """`removed` ends the deliveries to a webhook that is no more."""

    def __init__(self, store: Store, removed: Callable[[Webhook], None]) -> None:
        self._store = store
        self._removed = removed

    def of(self, app: App) -> list[Webhook]:
        return self._store.all(Webhook, app_id=app.id)

    def find(self, app: App, webhook_id: str) -> Webhook:
        return required(self._store.first(Webhook, app_id=app.id, id=webhook_id), "webhook")

    def add(self, webhook: Webhook) -> Webhook:
        _check(webhook)
        return self._store.add(webhook)

    def change(self, webhook: Webhook) -> Webhook:
        _check(webhook)
        return self._store.put(replace(webhook, updated_at=now()))

    def remove(self, app: App, webhook_id: str) -> Webhook:
        webhook = self.find(app, webhook_id)
        self._store.remove(webhook)
        self._removed(webhook)
        return webhook

    def events(self, app: App) -> list[WebhookEvent]:
        return self._store.all(WebhookEvent, app_id=app.id)

    def find_event(self, app: App, event_id: str) -> WebhookEvent:
        event = self._store.first(WebhookEvent, app_id=app.id, id=event_id)
        return required(event, "webhook event")

    def deliveries(self, app: App) -> list[WebhookDelivery]:
        return self._store.all(WebhookDelivery, app_id=app.id)

    def find_delivery(self, app: App, delivery_id: str) -> WebhookDelivery:
        delivery = self._store.first(WebhookDelivery, app_id=app.id, id=delivery_id)
        return required(delivery, "webhook delivery")


def new_secret() -> str:
    """For a webhook that was given none."""
    return secrets.token_hex(32)


def is_here(url: str) -> bool:
    """Whether a URL leads to this machine; others are never called."""
    try:
        return bool(loopback(url))
    except Elsewhere:
        return False


def _check(webhook: Webhook) -> None:
    """The messages repeat neither URL nor header: they may hold credentials."""
    if unknown := [name for name in webhook.include if name not in ACTIONS]:
        raise InvalidParams(
            f"Include {', '.join(unknown)} is unknown; accepted: {', '.join(ACTIONS)}."
        )
    if not webhook.include:
        raise InvalidParams(f"Param include is empty; accepted: {', '.join(ACTIONS)}.")
    if not can_be_called(webhook.url):
        raise InvalidParams("Url is invalid: an http or https URL is accepted.")
    if not AUTHORIZATION.fullmatch(webhook.authorization or ""):
        raise InvalidParams("Authorization is invalid: one line of ASCII is accepted.")
