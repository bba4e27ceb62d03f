"""Builds: one with what it printed, also while it runs."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from localheroku.dashboard import live, outputs
from localheroku.dashboard.render import fragment
from localheroku.dashboard.visit import Visit
from localheroku.model.account import ACCOUNT_EMAIL


async def show(request: Request) -> Response:
    visit = Visit(request)
    return visit.page("build.html", **_facts(visit))


async def changes(request: Request) -> Response:
    visit = Visit(request)
    _facts(visit)  # refuses what is not there while it still can be refused
    return live.stream(request, live.page_news(lambda: fragment("_build.html", **_facts(visit))))


def _facts(visit: Visit) -> dict[str, object]:
    app = visit.app
    build = visit.plane.builds.find(app, visit.path("build"))
    return {
        "app": app,
        "build": build,
        "release": build.release_id and visit.plane.releases.find(app, build.release_id),
        "output": outputs.read(visit.plane, build.output_token),
        "user": ACCOUNT_EMAIL,
    }


routes = [
    Route("/apps/{app}/builds/{build}", show),
    Route("/apps/{app}/builds/{build}/live", changes),
]
