"""The overview: every pipeline with its stages, and the apps outside of them."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from localheroku.dashboard import live
from localheroku.dashboard.cards import overview
from localheroku.dashboard.render import fragment
from localheroku.dashboard.visit import Visit


async def show(request: Request) -> Response:
    visit = Visit(request)
    return visit.page("overview.html", overview=overview(visit.plane))


async def changes(request: Request) -> Response:
    plane = Visit(request).plane
    return live.stream(
        request, live.page_news(lambda: fragment("_boards.html", overview=overview(plane)))
    )


routes = [Route("/", show), Route("/live", changes)]
