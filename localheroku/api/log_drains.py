"""Log drains: https://devcenter.heroku.com/articles/platform-api-reference#log-drain"""

from __future__ import annotations

from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from localheroku.api.apps import found, reference
from localheroku.api.params import Params, read_object
from localheroku.api.ranges import page
from localheroku.api.wire import path, plane, reply
from localheroku.model.app import App
from localheroku.model.drain import Drain


def body(app: App, drain: Drain) -> dict[str, Any]:
    return {
        "addon": None,
        "app": reference(app),
        "created_at": drain.created_at,
        "id": drain.id,
        "token": drain.token,
        "updated_at": drain.updated_at,
        "url": drain.url,
    }


async def index(request: Request) -> Response:
    app = found(request)
    return page(request, plane(request).drains.of(app), partial(body, app), "id", "created_at")


async def create(request: Request) -> Response:
    params = await Params.read(request, "url")
    app = found(request)
    return reply(body(app, plane(request).drains.add(app, params.required_text("url"))), 201)


async def show(request: Request) -> Response:
    app = found(request)
    return reply(body(app, plane(request).drains.find(app, path(request, "drain"))))


async def delete(request: Request) -> Response:
    await read_object(request)
    app = found(request)
    return reply(body(app, plane(request).drains.remove(app, path(request, "drain"))))


routes = [
    Route("/apps/{app}/log-drains", index),
    Route("/apps/{app}/log-drains", create, methods=["POST"]),
    # A drain can be named by its URL, which holds slashes.
    Route("/apps/{app}/log-drains/{drain:path}", show),
    Route("/apps/{app}/log-drains/{drain:path}", delete, methods=["DELETE"]),
]
