"""Delivers webhook events as Heroku does: signed, in order, and to `sync` webhooks until it works.

https://devcenter.heroku.com/articles/app-webhooks#receiving-webhooks
"""

from __future__ import annotations

import asyncio
import base64
import hmac
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import orjson

from localheroku.control.tasks import Tasks, until_stored
from localheroku.model.account import ACCOUNT_EMAIL, ACCOUNT_ID
from localheroku.model.identity import age, new_id, now, stamp
from localheroku.model.store import Store
from localheroku.model.webhook import PATIENCE, Webhook, WebhookDelivery, WebhookEvent
from localheroku.runtime.logs import LogBuffer
from localheroku.runtime.outbound import Elsewhere, Outbound, Undelivered, wait_after

VERSION = "application/vnd.heroku+json; version=3"


class WebhookDeliveries:
    """One task per webhook that has something to deliver."""

    def __init__(self, store: Store, logs: LogBuffer, outbound: Outbound) -> None:
        self._store = store
        self._logs = logs
        self._outbound = outbound
        self._tasks = Tasks()

    def start(self) -> None:
        """Go on with what is undelivered."""
        for webhook in self._store.all(Webhook):
            self.run(webhook.id)

    def run(self, webhook_id: str) -> None:
        """Work off what is undelivered, in the background."""
        self._tasks.start_alone(webhook_id, partial(self._work_off, webhook_id))

    def stop(self, webhook: Webhook) -> None:
        self._tasks.interrupt(webhook.id)

    async def close(self) -> None:
        await self._tasks.close()

    async def _work_off(self, webhook_id: str) -> None:
        while delivery := self._next(webhook_id):
            await self._attempt(delivery)

    def _next(self, webhook_id: str) -> WebhookDelivery | None:
        """In order: who is told of a release must not hear of its end before its beginning."""
        return self._store.first(
            WebhookDelivery, webhook_id=webhook_id, status="retrying"
        ) or self._store.first(WebhookDelivery, webhook_id=webhook_id, status="pending")

    async def _attempt(self, delivery: WebhookDelivery) -> None:
        webhook = self._store.get(Webhook, delivery.webhook_id)
        event = self._store.get(WebhookEvent, delivery.event_id)
        delivery = replace(
            delivery,
            num_attempts=delivery.num_attempts + 1,
            attempt_id=new_id(),
            attempt_at=now(),
            next_attempt_at=None,
        )
        code, error = await self._post(webhook, event, delivery)
        delivery = replace(delivery, code=code, error_class=error, updated_at=now())
        if code and 200 <= code < 300:
            await self._keep(replace(delivery, status="succeeded"))
        else:
            await self._failed(webhook, event, delivery)

    async def _failed(
        self, webhook: Webhook, event: WebhookEvent, delivery: WebhookDelivery
    ) -> None:
        if delivery.num_attempts == 1:
            self._complain(webhook, delivery)
        again = webhook.level == "sync" and age(event.created_at) < PATIENCE
        if not again or delivery.error_class == Elsewhere.__name__:
            await self._keep(replace(delivery, status="failed"))
            return
        wait = wait_after(delivery.num_attempts)
        next_attempt = stamp(datetime.now(UTC) + timedelta(seconds=wait))
        await self._keep(replace(delivery, status="retrying", next_attempt_at=next_attempt))
        await asyncio.sleep(wait)

    async def _keep(self, delivery: WebhookDelivery) -> None:
        await until_stored(lambda: self._store.put(delivery))

    async def _post(
        self, webhook: Webhook, event: WebhookEvent, delivery: WebhookDelivery
    ) -> tuple[int | None, str | None]:
        """The answer's status, or the name of what went wrong."""
        content = orjson.dumps(_body(event, delivery), default=dict)
        headers = {
            "Content-Type": "application/json",
            "Heroku-Webhook-Hmac-SHA256": signature(webhook.secret, content),
        }
        if webhook.authorization:
            headers["Authorization"] = webhook.authorization
        try:
            return await self._outbound.post(webhook.url, content, headers), None
        except Elsewhere as error:
            return None, type(error).__name__
        except Undelivered as error:
            return None, str(error)

    def _complain(self, webhook: Webhook, delivery: WebhookDelivery) -> None:
        """Named by its id: the URL may hold credentials."""
        reason = delivery.error_class or f"status {delivery.code}"
        if reason == Elsewhere.__name__:
            reason = str(Elsewhere())
        text = f"Webhook {webhook.id} was not delivered: {reason}"
        self._logs.write(webhook.app_id, "heroku", "webhooks", text)


def signature(secret: str, content: bytes) -> str:
    return base64.b64encode(hmac.digest(secret.encode(), content, "sha256")).decode()


def _body(event: WebhookEvent, delivery: WebhookDelivery) -> dict[str, Any]:
    return {
        "action": event.action,
        "actor": {"email": ACCOUNT_EMAIL, "id": ACCOUNT_ID},
        "created_at": event.created_at,
        "data": event.data,
        "id": event.id,
        "previous_data": event.previous_data,
        "published_at": delivery.attempt_at,
        "resource": event.resource,
        "sequence": None,
        "updated_at": event.created_at,
        "version": VERSION,
        "webhook_metadata": {
            "attempt": {"id": delivery.attempt_id},
            "delivery": {"id": delivery.id},
            "event": {"id": event.id, "include": event.include},
            "webhook": {"id": delivery.webhook_id},
        },
    }
