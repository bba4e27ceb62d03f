"""Output streams: what a build or a release phase prints, as text that ends when it ends."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from localheroku.api.wire import path, plane


async def show(request: Request) -> Response:
    """Without the key: the URL is the secret."""
    output = plane(request).outputs.follow(path(request, "token"))
    return StreamingResponse(output, media_type="text/plain; charset=utf-8")


public_routes = [Route("/streams/{token}", show)]
