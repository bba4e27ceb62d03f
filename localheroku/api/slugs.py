"""Slugs: https://devcenter.heroku.com/articles/platform-api-reference#slug"""

from __future__ import annotations

import shutil
from typing import Any

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from localheroku.api.apps import found
from localheroku.api.catalogue import named
from localheroku.api.params import Params
from localheroku.api.wire import path, plane, reply
from localheroku.control.catalogue import find_stack
from localheroku.control.errors import InvalidParams
from localheroku.control.plane import ControlPlane
from localheroku.model.build import Slug


def body(plane: ControlPlane, slug: Slug, method: str = "get") -> dict[str, Any]:
    return {
        "blob": {"method": method, "url": plane.address.slug(slug.blob_token)},
        "buildpack_provided_description": slug.provided_description,
        "checksum": slug.checksum,
        "commit": slug.commit,
        "commit_description": slug.commit_description,
        "created_at": slug.created_at,
        "id": slug.id,
        "process_types": slug.process_types,
        "size": slug.size,
        "stack": named(find_stack(slug.stack)),
        "updated_at": slug.updated_at,
    }


async def create(request: Request) -> Response:
    """The code is uploaded to the blob's URL afterwards."""
    params = await Params.read(
        request,
        "process_types",
        "stack",
        "checksum",
        "commit",
        "commit_description",
        "buildpack_provided_description",
    )
    process_types = params.strings("process_types")
    if not process_types:
        raise InvalidParams('Param process_types is required, such as {"web": "./start"}.')
    app = found(request)
    slug = plane(request).slugs.create(
        app,
        process_types,
        stack=find_stack(params.reference("stack") or app.build_stack).name,
        checksum=params.text("checksum"),
        commit=params.text("commit"),
        commit_description=params.text("commit_description"),
        provided_description=params.text("buildpack_provided_description"),
    )
    return reply(body(plane(request), slug, "put"), 201)


async def show(request: Request) -> Response:
    slug = plane(request).slugs.find_of(found(request), path(request, "slug"))
    return reply(body(plane(request), slug))


async def upload(request: Request) -> Response:
    await plane(request).slug_blobs.receive(path(request, "token"), request.stream())
    return reply({})


async def download(request: Request) -> Response:
    archive = await plane(request).slug_blobs.send(path(request, "token"))
    clean = BackgroundTask(shutil.rmtree, archive.parent, ignore_errors=True)
    return FileResponse(archive, media_type="application/gzip", background=clean)


routes = [
    Route("/apps/{app}/slugs", create, methods=["POST"]),
    Route("/apps/{app}/slugs/{slug}", show),
]
public_routes = [
    Route("/slugs/{token}", upload, methods=["PUT"]),
    Route("/slugs/{token}", download),
]
