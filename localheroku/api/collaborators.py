"""Collaborators: https://devcenter.heroku.com/articles/platform-api-reference#collaborator"""

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
from localheroku.model.collaborator import PERMISSIONS, Collaborator


def body(app: App, one: Collaborator) -> dict[str, Any]:
    return {
        "app": reference(app),
        "created_at": one.created_at,
        "id": one.id,
        "permissions": [permission_body(name) for name in one.permissions],
        "role": one.role,
        "updated_at": one.updated_at,
        "user": {"email": one.email, "federated": False, "id": one.user_id},
    }


def permission_body(name: str) -> dict[str, str]:
    return {"name": name, "description": PERMISSIONS[name]}


async def index(request: Request) -> Response:
    app = found(request)
    people = plane(request).collaborators.of(app)
    return page(request, people, partial(body, app), "email", "id", "created_at")


async def create(request: Request) -> Response:
    """`silent` asks for no e-mail; none is ever sent from here."""
    params = await Params.read(request, "user", "silent")
    params.flag("silent")
    app = found(request)
    one = plane(request).collaborators.add(app, params.required_text("user"))
    return reply(body(app, one), 201)


async def show(request: Request) -> Response:
    app = found(request)
    return reply(body(app, plane(request).collaborators.find(app, path(request, "collaborator"))))


async def delete(request: Request) -> Response:
    await read_object(request)
    app = found(request)
    return reply(body(app, plane(request).collaborators.remove(app, path(request, "collaborator"))))


async def permissions(request: Request) -> Response:
    return reply([permission_body(name) for name in PERMISSIONS])


routes = [
    Route("/apps/{app}/collaborators", index),
    # The provider asks for this after a deletion, with an empty name.
    Route("/apps/{app}/collaborators/", index),
    Route("/apps/{app}/collaborators", create, methods=["POST"]),
    Route("/apps/{app}/collaborators/{collaborator}", show),
    Route("/apps/{app}/collaborators/{collaborator}", delete, methods=["DELETE"]),
    Route("/teams/permissions", permissions),
]
