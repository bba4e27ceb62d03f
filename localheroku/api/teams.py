"""Teams: https://devcenter.heroku.com/articles/platform-api-reference#team"""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from localheroku.api.params import Params, read_object
from localheroku.api.ranges import page
from localheroku.api.wire import path, plane, reply
from localheroku.model.team import Team


def body(team: Team) -> dict[str, Any]:
    return {
        "created_at": team.created_at,
        "credit_card_collections": False,
        "default": team.default,
        "enterprise_account": None,
        "id": team.id,
        "identity_provider": None,
        "membership_limit": 25,
        "name": team.name,
        "provisioned_licenses": False,
        "role": "admin",
        "type": "team",
        "updated_at": team.updated_at,
    }


def found(request: Request) -> Team:
    """The team that the path names."""
    return plane(request).teams.find(path(request, "team"))


async def index(request: Request) -> Response:
    return page(request, plane(request).teams.all(), body, "name", "id")


async def create(request: Request) -> Response:
    """A name alone: nothing is paid here, so an address or a card is not taken."""
    params = await Params.read(request, "name")
    return reply(body(plane(request).teams.create(params.required_text("name"))), 201)


async def show(request: Request) -> Response:
    return reply(body(found(request)))


async def update(request: Request) -> Response:
    params = await Params.read(request, "name", "default")
    name, default = params.text("name"), params.flag("default")
    return reply(body(plane(request).teams.update(found(request), name=name, default=default)))


async def delete(request: Request) -> Response:
    await read_object(request)
    return reply(body(plane(request).teams.destroy(found(request))))


routes = [
    Route("/teams", index),
    Route("/teams", create, methods=["POST"]),
    Route("/teams/{team}", show),
    Route("/teams/{team}", update, methods=["PATCH"]),
    Route("/teams/{team}", delete, methods=["DELETE"]),
]
