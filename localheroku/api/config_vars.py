"""Config vars: https://devcenter.heroku.com/articles/platform-api-reference#config-vars"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from localheroku.api.apps import found
from localheroku.api.params import read_object
from localheroku.api.wire import path, plane, reply
from localheroku.control.errors import InvalidParams


async def show(request: Request) -> Response:
    return reply(plane(request).config_vars.of(found(request)))


async def show_of_release(request: Request) -> Response:
    app = found(request)
    release = plane(request).releases.find(app, path(request, "release"))
    return reply(plane(request).config_vars.of_release(app, release))


async def update(request: Request) -> Response:
    changes = await read_changes(request)
    return reply(plane(request).config_vars.update(found(request), changes))


async def read_changes(request: Request) -> dict[str, str | None]:
    changes = await read_object(request)
    for name, value in changes.items():
        if value is not None and not isinstance(value, str):
            raise InvalidParams(f"Config var {name} must be a string, or null to remove it.")
    return changes


routes = [
    Route("/apps/{app}/config-vars", show),
    Route("/apps/{app}/config-vars", update, methods=["PATCH"]),
    Route("/apps/{app}/releases/{release}/config-vars", show_of_release),
]
