"""App webhooks: https://devcenter.heroku.com/articles/platform-api-reference#app-webhook"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from localheroku.api.apps import found, reference
from localheroku.api.params import Params, read_object
from localheroku.api.ranges import page
from localheroku.api.wire import path, plane, reply
from localheroku.control.webhooks import is_here, new_secret
from localheroku.model.app import App
from localheroku.model.identity import new_id, now
from localheroku.model.webhook import LEVELS, Webhook

FIELDS = ("authorization", "include", "level", "secret", "url")


def body(app: App, webhook: Webhook) -> dict[str, Any]:
    """Without secret and authorization: they go in, and never out."""
    return {
        "app": reference(app),
        "created_at": webhook.created_at,
        "id": webhook.id,
        "include": list(webhook.include),
        "level": webhook.level,
        "updated_at": webhook.updated_at,
        "url": webhook.url,
    }


async def index(request: Request) -> Response:
    app = found(request)
    return page(request, plane(request).webhooks.of(app), partial(body, app), "id", "created_at")


async def create(request: Request) -> Response:
    """A secret that was made here is answered once, as on Heroku; a given one is not."""
    params = await Params.read(request, *FIELDS)
    app, given = found(request), params.text("secret")
    webhook = Webhook(
        id=new_id(),
        app_id=app.id,
        include=tuple(params.texts("include")),
        level=params.required_text("level", LEVELS),
        url=params.required_text("url"),
        secret=given or new_secret(),
        authorization=params.text("authorization") or None,
        created_at=now(),
        updated_at=now(),
    )
    added = plane(request).webhooks.add(webhook)
    headers = {} if given else {"Heroku-Webhook-Secret": added.secret}
    return reply(body(app, added), 201, {**headers, **_warning(added)})


async def show(request: Request) -> Response:
    app = found(request)
    return reply(body(app, plane(request).webhooks.find(app, path(request, "webhook"))))


async def update(request: Request) -> Response:
    """What is left out stays; an empty authorization takes it away."""
    params = await Params.read(request, *FIELDS)
    app = found(request)
    webhook = plane(request).webhooks.find(app, path(request, "webhook"))
    wishes: dict[str, Any] = {
        "authorization": params.text("authorization"),
        "include": tuple(params.texts("include")) if "include" in params else None,
        "level": params.required_text("level", LEVELS) if "level" in params else None,
        "secret": params.text("secret") or None,
        "url": params.text("url"),
    }
    wished = replace(webhook, **{name: wish for name, wish in wishes.items() if wish is not None})
    changed = plane(request).webhooks.change(wished)
    return reply(body(app, changed), headers=_warning(changed))


async def delete(request: Request) -> Response:
    await read_object(request)
    app = found(request)
    return reply(body(app, plane(request).webhooks.remove(app, path(request, "webhook"))))


def _warning(webhook: Webhook) -> dict[str, str]:
    """That nothing is ever sent, in the header that clients show."""
    if is_here(webhook.url):
        return {}
    return {"X-Heroku-Warning": "Its URL is not on this machine, so it is never called from here."}


routes = [
    Route("/apps/{app}/webhooks", index),
    Route("/apps/{app}/webhooks", create, methods=["POST"]),
    Route("/apps/{app}/webhooks/{webhook}", show),
    Route("/apps/{app}/webhooks/{webhook}", update, methods=["PATCH"]),
    Route("/apps/{app}/webhooks/{webhook}", delete, methods=["DELETE"]),
]
