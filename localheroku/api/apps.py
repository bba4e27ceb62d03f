"""Apps: https://devcenter.heroku.com/articles/platform-api-reference#app"""

from __future__ import annotations

from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from localheroku.api.account import USER, check_user
from localheroku.api.catalogue import named
from localheroku.api.params import Params, read_object
from localheroku.api.ranges import page
from localheroku.api.wire import path, plane, reply
from localheroku.control.catalogue import find_region, find_stack
from localheroku.control.errors import InvalidParams
from localheroku.control.plane import ControlPlane
from localheroku.model.app import App
from localheroku.model.catalogue import GENERATION


def body(plane: ControlPlane, app: App) -> dict[str, Any]:
    slug = plane.releases.running_slug(app)
    return {
        "acm": app.acm,
        "archived_at": None,
        "build_stack": named(find_stack(app.build_stack)),
        "buildpack_provided_description": slug.provided_description if slug else None,
        "created_at": app.created_at,
        "generation": GENERATION,
        "git_url": plane.address.git(app.name),
        "id": app.id,
        "internal_routing": False,
        "maintenance": app.maintenance,
        "name": app.name,
        "organization": None,
        "owner": USER,
        "process_tier": plane.formations.tier(app),
        "region": named(find_region(app.region)),
        "released_at": app.released_at,
        "repo_size": None,
        "slug_size": slug.size if slug else None,
        "space": None,
        "stack": named(find_stack(app.stack)),
        "team": None,
        "updated_at": app.updated_at,
        "web_url": plane.address.web_url(app.name),
    }


def reference(app: App) -> dict[str, str]:
    return {"id": app.id, "name": app.name}


def found(request: Request) -> App:
    """The app that the path names."""
    return plane(request).apps.find(path(request, "app"))


async def index(request: Request) -> Response:
    here = plane(request)
    return page(request, here.apps.all(), partial(body, here), "name", "id", "updated_at")


async def index_of_user(request: Request) -> Response:
    check_user(request)
    return await index(request)


async def create(request: Request) -> Response:
    params = await Params.read(request, "name", "region", "stack", "feature_flags", "locked")
    app = plane(request).apps.create(
        name=params.text("name"),
        region=params.reference("region"),
        stack=params.reference("stack"),
    )
    return reply(body(plane(request), app), 201)


async def show(request: Request) -> Response:
    return reply(body(plane(request), found(request)))


async def update(request: Request) -> Response:
    params = await Params.read(request, "name", "build_stack", "maintenance")
    app = plane(request).apps.update(
        found(request),
        name=params.text("name"),
        build_stack=params.reference("build_stack"),
        maintenance=params.flag("maintenance"),
    )
    return reply(body(plane(request), app))


async def delete(request: Request) -> Response:
    await read_object(request)
    app = found(request)
    gone = body(plane(request), app)
    plane(request).apps.destroy(app)
    return reply(gone)


async def enable_acm(request: Request) -> Response:
    await read_object(request)
    return reply(body(plane(request), plane(request).apps.set_acm(found(request), True)))


async def refresh_acm(request: Request) -> Response:
    """Asks for new certificates, which aren't issued here; the domains say so."""
    await read_object(request)
    app = found(request)
    if not app.acm:
        raise InvalidParams(f"Automated certificate management is not enabled on {app.name}.")
    return reply(body(plane(request), app))


async def disable_acm(request: Request) -> Response:
    await read_object(request)
    return reply(body(plane(request), plane(request).apps.set_acm(found(request), False)))


routes = [
    Route("/apps", index),
    Route("/users/{user}/apps", index_of_user),
    Route("/apps", create, methods=["POST"]),
    Route("/apps/{app}", show),
    Route("/apps/{app}", update, methods=["PATCH"]),
    Route("/apps/{app}", delete, methods=["DELETE"]),
    Route("/apps/{app}/acm", enable_acm, methods=["POST"]),
    Route("/apps/{app}/acm", refresh_acm, methods=["PATCH"]),
    Route("/apps/{app}/acm", disable_acm, methods=["DELETE"]),
]
