"""Builds: https://devcenter.heroku.com/articles/platform-api-reference#build"""

from __future__ import annotations

from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from localheroku.api.account import USER
from localheroku.api.apps import found
from localheroku.api.params import Params, read_object
from localheroku.api.ranges import page
from localheroku.api.wire import path, plane, reply
from localheroku.control.plane import ControlPlane
from localheroku.model.build import Build


def body(plane: ControlPlane, build: Build) -> dict[str, Any]:
    return {
        "app": {"id": build.app_id},
        "buildpacks": _buildpacks(build),
        "created_at": build.created_at,
        "id": build.id,
        "output_stream_url": plane.address.output(build.output_token),
        "release": {"id": build.release_id} if build.release_id else None,
        "slug": {"id": build.slug_id} if build.slug_id else None,
        "source_blob": {
            "checksum": build.source_checksum,
            "url": build.source_url,
            "version": build.source_version,
            "version_description": build.source_description,
        },
        "stack": build.stack,
        "status": build.status,
        "updated_at": build.updated_at,
        "user": USER,
    }


async def index(request: Request) -> Response:
    here = plane(request)
    return page(request, here.builds.of(found(request)), partial(body, here), "id", "created_at")


async def create(request: Request) -> Response:
    params = await Params.read(request, "source_blob", "buildpacks")
    blob = params.nested("source_blob")
    build = plane(request).builds.create(
        found(request),
        url=blob.required_text("url"),
        checksum=blob.text("checksum"),
        version=blob.text("version"),
        version_description=blob.text("version_description"),
        buildpacks=_named_buildpacks(params),
    )
    return reply(body(plane(request), build), 201)


async def show(request: Request) -> Response:
    build = plane(request).builds.find(found(request), path(request, "build"))
    return reply(body(plane(request), build))


async def delete(request: Request) -> Response:
    """Cancel it."""
    await read_object(request)
    here = plane(request)
    build = here.builds.find(found(request), path(request, "build"))
    return reply(body(here, here.builds.cancel(build)))


def _named_buildpacks(params: Params) -> tuple[str, ...] | None:
    """Each as it was sent: the provider compares the strings."""
    given = params.each("buildpacks")
    return tuple(one.text("url") or one.required_text("name") for one in given) or None


def _buildpacks(build: Build) -> list[dict[str, str]] | None:
    if build.buildpacks is None:
        return None
    return [{"name": url, "url": url} for url in build.buildpacks]


routes = [
    Route("/apps/{app}/builds", index),
    Route("/apps/{app}/builds", create, methods=["POST"]),
    Route("/apps/{app}/builds/{build}", show),
    Route("/apps/{app}/builds/{build}", delete, methods=["DELETE"]),
]
