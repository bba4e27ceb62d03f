"""Buildpack installations: https://devcenter.heroku.com/articles/platform-api-reference#buildpack-installations"""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from localheroku.api.apps import found
from localheroku.api.params import Params
from localheroku.api.wire import plane, reply
from localheroku.model.app import App


def body(app: App) -> list[dict[str, Any]]:
    return [
        {"buildpack": {"name": buildpack, "url": buildpack}, "ordinal": ordinal}
        for ordinal, buildpack in enumerate(app.buildpacks)
    ]


async def index(request: Request) -> Response:
    return reply(body(found(request)))


async def update(request: Request) -> Response:
    """The whole list at once. Names come back as they were sent: the provider compares them."""
    params = await Params.read(request, "updates")
    names = tuple(one.required_text("buildpack") for one in params.each("updates"))
    return reply(body(plane(request).apps.set_buildpacks(found(request), names)))


routes = [
    Route("/apps/{app}/buildpack-installations", index),
    Route("/apps/{app}/buildpack-installations", update, methods=["PUT"]),
]
