"""App webhook deliveries: https://devcenter.heroku.com/articles/platform-api-reference#app-webhook-delivery"""

from __future__ import annotations

from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from localheroku.api.apps import found
from localheroku.api.ranges import page
from localheroku.api.wire import path, plane, reply
from localheroku.control.plane import ControlPlane
from localheroku.model.app import App
from localheroku.model.webhook import WebhookDelivery


def body(plane: ControlPlane, app: App, delivery: WebhookDelivery) -> dict[str, Any]:
    event = plane.webhooks.find_event(app, delivery.event_id)
    webhook = plane.webhooks.find(app, delivery.webhook_id)
    return {
        "created_at": delivery.created_at,
        "event": {"id": event.id, "include": event.include},
        "id": delivery.id,
        "last_attempt": _last_attempt(delivery),
        "next_attempt_at": delivery.next_attempt_at,
        "num_attempts": delivery.num_attempts,
        "status": delivery.status,
        "updated_at": delivery.updated_at,
        "webhook": {"id": webhook.id, "level": webhook.level},
    }


def _last_attempt(delivery: WebhookDelivery) -> dict[str, Any] | None:
    if delivery.attempt_id is None:
        return None
    return {
        "code": delivery.code,
        "created_at": delivery.attempt_at,
        "error_class": delivery.error_class,
        "id": delivery.attempt_id,
        "status": "succeeded" if delivery.status == "succeeded" else "failed",
        "updated_at": delivery.updated_at,
    }


async def index(request: Request) -> Response:
    here, app = plane(request), found(request)
    deliveries = here.webhooks.deliveries(app)
    return page(request, deliveries, partial(body, here, app), "created_at", "id")


async def show(request: Request) -> Response:
    here, app = plane(request), found(request)
    delivery = here.webhooks.find_delivery(app, path(request, "delivery"))
    return reply(body(here, app, delivery))


routes = [
    Route("/apps/{app}/webhook-deliveries", index),
    Route("/apps/{app}/webhook-deliveries/{delivery}", show),
]
