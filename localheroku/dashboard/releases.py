"""Releases: an app's whole history, and one of it with what its release phase printed."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from localheroku.dashboard import live, outputs
from localheroku.dashboard.render import fragment
from localheroku.dashboard.visit import Visit
from localheroku.model.account import ACCOUNT_EMAIL

PAGE = 50


async def index(request: Request) -> Response:
    """Newest first, in pages: `before` is the oldest version that was seen."""
    visit = Visit(request)
    app, before = visit.app, visit.query("before")
    releases = visit.plane.releases.of(app)[::-1]
    if before.isdecimal() and len(before) < 10:
        releases = [one for one in releases if one.version < int(before)]
    return visit.page(
        "releases.html",
        app=app,
        releases=releases[:PAGE],
        older=releases[PAGE - 1].version if len(releases) > PAGE else None,
        current=visit.plane.releases.current(app),
        user=ACCOUNT_EMAIL,
    )


async def show(request: Request) -> Response:
    visit = Visit(request)
    release = visit.plane.releases.find(visit.app, visit.path("release"))
    return visit.page("release.html", **_facts(visit, release.id))


async def changes(request: Request) -> Response:
    visit = Visit(request)
    release = visit.plane.releases.find(visit.app, visit.path("release"))
    return live.stream(
        request, live.page_news(lambda: fragment("_release.html", **_facts(visit, release.id)))
    )


def _facts(visit: Visit, release_id: str) -> dict[str, object]:
    app = visit.app
    release = visit.plane.releases.find(app, release_id)
    return {
        "app": app,
        "release": release,
        "current": visit.plane.releases.current(app),
        "output": outputs.read(visit.plane, release.output_token),
        "user": ACCOUNT_EMAIL,
    }


routes = [
    Route("/apps/{app}/releases", index),
    Route("/apps/{app}/releases/{release}", show),
    Route("/apps/{app}/releases/{release}/live", changes),
]
