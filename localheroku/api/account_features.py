"""Account features: https://devcenter.heroku.com/articles/platform-api-reference#account-feature"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from localheroku.api.params import read_object
from localheroku.api.wire import path, reply
from localheroku.control.errors import NotFound


async def index(request: Request) -> Response:
    """None: what can be switched here belongs to an app."""
    return reply([])


async def show(request: Request) -> Response:
    """`heroku labs` asks here first; on 404 it takes the name for an app feature's."""
    await read_object(request)
    raise NotFound(
        f"Couldn't find that account feature ({path(request, 'feature')}); there are none here.",
        resource="account_feature",
    )


routes = [
    Route("/account/features", index),
    Route("/account/features/{feature}", show, methods=["GET", "PATCH"]),
]
