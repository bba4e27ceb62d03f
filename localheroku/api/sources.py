"""Sources: https://devcenter.heroku.com/articles/platform-api-reference#source"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from localheroku.api.apps import found
from localheroku.api.params import read_object
from localheroku.api.wire import path, plane, reply


async def create(request: Request) -> Response:
    """A pair of URLs whose token is the secret; here they are the same URL."""
    await read_object(request)
    url = plane(request).address.source(plane(request).sources.create().id)
    return reply({"source_blob": {"get_url": url, "put_url": url}}, 201)


async def create_for_app(request: Request) -> Response:
    """An older spelling of the same."""
    found(request)
    return await create(request)


async def upload(request: Request) -> Response:
    await plane(request).sources.receive(path(request, "token"), request.stream())
    return reply({})


async def download(request: Request) -> Response:
    return FileResponse(
        plane(request).sources.archive(path(request, "token")), media_type="application/gzip"
    )


routes = [
    Route("/sources", create, methods=["POST"]),
    Route("/apps/{app}/sources", create_for_app, methods=["POST"]),
]
public_routes = [
    Route("/sources/{token}", upload, methods=["PUT"]),
    Route("/sources/{token}", download),
]
