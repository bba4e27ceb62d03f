"""Dashboard links: sign a browser in without showing it the key. This platform's own noun."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from localheroku.api.params import read_object
from localheroku.api.wire import plane, reply
from localheroku.control.sign_ins import LINK_SECONDS
from localheroku.peers import user_of


async def create(request: Request) -> Response:
    await read_object(request)
    here = plane(request)
    url = here.address.dashboard_link(here.sign_ins.link(await user_of(request)))
    return reply({"url": url, "expires_in": LINK_SECONDS}, 201)


routes = [Route("/dashboard-links", create, methods=["POST"])]
