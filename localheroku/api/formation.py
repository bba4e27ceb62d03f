"""Formations: https://devcenter.heroku.com/articles/platform-api-reference#formation"""

from __future__ import annotations

from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from localheroku.api.apps import found, reference
from localheroku.api.catalogue import named
from localheroku.api.params import Params
from localheroku.api.ranges import page
from localheroku.api.wire import path, plane, reply
from localheroku.control.catalogue import find_dyno_size
from localheroku.control.errors import InvalidParams
from localheroku.control.formations import Scale
from localheroku.model.app import App
from localheroku.model.formation import Formation


def body(app: App, formation: Formation) -> dict[str, Any]:
    return {
        "app": reference(app),
        "command": formation.command,
        "created_at": formation.created_at,
        "dyno_size": named(find_dyno_size(formation.size)),
        "id": formation.id,
        "quantity": formation.quantity,
        "size": formation.size,
        "type": formation.type,
        "updated_at": formation.updated_at,
    }


async def index(request: Request) -> Response:
    app = found(request)
    return page(request, plane(request).formations.of(app), partial(body, app), "type", "id")


async def show(request: Request) -> Response:
    app = found(request)
    return reply(body(app, plane(request).formations.find(app, path(request, "type"))))


async def update(request: Request) -> Response:
    params = await Params.read(request, "quantity", "size", "dyno_size")
    app = found(request)
    formations = plane(request).formations
    row = formations.find(app, path(request, "type"))
    formations.scale(app, [_scale(params, row.type)])
    return reply(body(app, formations.find(app, row.id)))


async def update_many(request: Request) -> Response:
    """`heroku ps:scale`: the answer is the whole formation."""
    params = await Params.read(request, "updates")
    app = found(request)
    wishes = [
        _scale(one, one.required_reference("type")) for one in params.required_each("updates")
    ]
    return reply([body(app, row) for row in plane(request).formations.scale(app, wishes)])


def _scale(params: Params, type_: str) -> Scale:
    quantity = params.raw("quantity")
    if isinstance(quantity, bool) or not isinstance(quantity, int | str | None):
        raise InvalidParams(f"Quantity of {type_} must be a whole number.")
    size = params.reference("size") or params.reference("dyno_size")
    return Scale(type=type_, quantity=quantity, size=size)


routes = [
    Route("/apps/{app}/formation", index),
    Route("/apps/{app}/formation", update_many, methods=["PATCH"]),
    Route("/apps/{app}/formation/{type}", show),
    Route("/apps/{app}/formation/{type}", update, methods=["PATCH"]),
]
