"""Releases: https://devcenter.heroku.com/articles/platform-api-reference#release"""

from __future__ import annotations

from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from localheroku.api.account import USER
from localheroku.api.apps import found, reference
from localheroku.api.params import Params
from localheroku.api.ranges import page
from localheroku.api.wire import path, plane, reply
from localheroku.control.errors import InvalidParams, NotImplementedHere
from localheroku.control.plane import ControlPlane
from localheroku.model.app import App
from localheroku.model.release import Release


def body(plane: ControlPlane, app: App, release: Release) -> dict[str, Any]:
    current = plane.releases.current(app)
    token = release.output_token
    return {
        "addon_plan_names": list(release.addon_plan_names),
        "app": reference(app),
        "artifacts": [{"type": "slug", "id": release.slug_id}] if release.slug_id else [],
        "created_at": release.created_at,
        "current": current is not None and current.id == release.id,
        "description": release.description,
        "eligible_for_rollback": release.status == "succeeded" and release.slug_id is not None,
        "id": release.id,
        "output_stream_url": plane.address.output(token) if token else None,
        "slug": {"id": release.slug_id} if release.slug_id else None,
        "status": release.status,
        "updated_at": release.updated_at,
        "user": USER,
        "version": release.version,
    }


async def index(request: Request) -> Response:
    app = found(request)
    render = partial(body, plane(request), app)
    return page(request, plane(request).releases.of(app), render, "version", "id")


async def create(request: Request) -> Response:
    """From a slug, or back to a former release."""
    params = await Params.read(request, "slug", "description", "release", "oci_image")
    app = found(request)
    if "oci_image" in params:
        raise NotImplementedHere("Images don't run here; release a slug instead.")
    if "slug" in params:
        slug = plane(request).slugs.find_releasable(params.required_reference("slug"))
        release = plane(request).releases.from_slug(app, slug, params.text("description"))
    elif "release" in params:
        release = plane(request).releases.rollback(app, params.required_reference("release"))
    else:
        raise InvalidParams("Param slug or param release is required.")
    return reply(body(plane(request), app, release), 201)


async def show(request: Request) -> Response:
    app = found(request)
    release = plane(request).releases.find(app, path(request, "release"))
    return reply(body(plane(request), app, release))


routes = [
    Route("/apps/{app}/releases", index),
    Route("/apps/{app}/releases", create, methods=["POST"]),
    Route("/apps/{app}/releases/{release}", show),
]
