"""Add-on configs: https://devcenter.heroku.com/articles/platform-api-reference#add-on-config"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from localheroku.api.params import Params
from localheroku.api.wire import path, plane, reply
from localheroku.model.addon import Addon


def body(addon: Addon) -> list[dict[str, str]]:
    return [{"name": name, "value": addon.config[name]} for name in sorted(addon.config)]


async def index(request: Request) -> Response:
    return reply(body(plane(request).addons.find(path(request, "addon"))))


async def update(request: Request) -> Response:
    """What is named is set, and what has no value is removed."""
    params = await Params.read(request, "config")
    changes = {one.required_text("name"): one.text("value") for one in params.each("config")}
    addon = plane(request).addons.find(path(request, "addon"))
    return reply(body(plane(request).addons.configure(addon, changes)))


routes = [
    Route("/addons/{addon}/config", index),
    Route("/addons/{addon}/config", update, methods=["PATCH"]),
]
