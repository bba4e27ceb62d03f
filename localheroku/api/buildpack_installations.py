"""Buildpack installations: https://devcenter.heroku.com/articles/platform-api-reference#buildpack-installations"""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from localheroku.api.apps import found
from localheroku.api.params import Params
from localheroku.api.wire import plane, reply
from localheroku.control.errors import InvalidParams
from localheroku.model.app import App
from localheroku.model.buildpack import PYTHON


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
    names = tuple(_name(one) for one in params.required_each("updates"))
    return reply(body(plane(request).apps.set_buildpacks(found(request), names)))


def _name(update: Params) -> str:
    """The CLI sends none for one that its registry doesn't know, and shows this message."""
    name = update.text("buildpack")
    if not name:
        raise InvalidParams(
            f"Param buildpack is required: a URL or a name; the registry has {PYTHON.full_name}."
        )
    return name


routes = [
    Route("/apps/{app}/buildpack-installations", index),
    Route("/apps/{app}/buildpack-installations", update, methods=["PUT"]),
]
