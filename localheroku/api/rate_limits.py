"""Rate limits: https://devcenter.heroku.com/articles/platform-api-reference#rate-limit"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from localheroku.api.wire import RATE_LIMIT, reply


async def show(request: Request) -> Response:
    return reply({"remaining": int(RATE_LIMIT)})


routes = [Route("/account/rate-limits", show)]
