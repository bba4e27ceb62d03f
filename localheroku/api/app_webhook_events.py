"""App webhook events: https://devcenter.heroku.com/articles/platform-api-reference#app-webhook-event"""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from localheroku.api.account import USER
from localheroku.api.apps import found
from localheroku.api.ranges import page
from localheroku.api.wire import path, plane, reply
from localheroku.control.webhook_delivery import VERSION
from localheroku.model.webhook import WebhookEvent


def body(event: WebhookEvent) -> dict[str, Any]:
    return {
        "created_at": event.created_at,
        "id": event.id,
        "include": event.include,
        "payload": {
            "action": event.action,
            "actor": USER,
            "data": event.data,
            "previous_data": event.previous_data,
            "resource": event.resource,
            "version": VERSION,
        },
        "updated_at": event.created_at,
    }


async def index(request: Request) -> Response:
    events = plane(request).webhooks.events(found(request))
    return page(request, events, body, "created_at", "id")


async def show(request: Request) -> Response:
    event = plane(request).webhooks.find_event(found(request), path(request, "event"))
    return reply(body(event))


routes = [
    Route("/apps/{app}/webhook-events", index),
    Route("/apps/{app}/webhook-events/{event}", show),
]
