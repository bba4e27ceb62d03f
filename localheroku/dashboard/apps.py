"""An app's page: what runs, its history, its log, its config, and what can be done."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from localheroku.control.plane import ControlPlane
from localheroku.dashboard import live, log
from localheroku.dashboard.cards import card
from localheroku.dashboard.promotions import coupling_of, targets
from localheroku.dashboard.render import fragment
from localheroku.dashboard.visit import Visit
from localheroku.model.account import ACCOUNT_EMAIL
from localheroku.model.app import App
from localheroku.model.dyno_sizes import DYNO_SIZES

# As many of the newest builds and releases; the releases' own page has all.
SHOWN = 8


async def show(request: Request) -> Response:
    visit = Visit(request)
    plane, app = visit.plane, visit.app
    return visit.page(
        "app.html",
        **running(plane, app),
        **_settings(plane, app),
        log=log.selected(visit),
    )


async def changes(request: Request) -> Response:
    visit = Visit(request)

    def render() -> str:
        return fragment("_app.html", **running(visit.plane, visit.app))

    return live.stream(request, live.page_news(render), log.news(visit))


def running(plane: ControlPlane, app: App) -> dict[str, Any]:
    """What changes while one looks."""
    releases = plane.releases.of(app)[::-1]
    coupling = coupling_of(plane, app)
    return {
        "app": app,
        "card": card(plane, app),
        "coupling": coupling,
        "pipeline": coupling and plane.pipelines.pipeline_of(coupling),
        "targets": targets(plane, app),
        "dynos_running": plane.dynos.of(app),
        "formation": plane.formations.of(app),
        "sizes": DYNO_SIZES,
        "releases": releases[:SHOWN],
        "more_releases": max(0, len(releases) - SHOWN),
        "builds": plane.builds.of(app)[: -SHOWN - 1 : -1],
        "user": ACCOUNT_EMAIL,
    }


def _settings(plane: ControlPlane, app: App) -> dict[str, Any]:
    """Names of config vars alone: their values never come into a page that was not asked for."""
    attached = {
        one.config_var: plane.attachments.addon(one) for one in plane.attachments.of_app(app)
    }
    return {
        "config_vars": {name: attached.get(name) for name in plane.config_vars.of(app)},
        "attachments": [
            (one, plane.attachments.addon(one)) for one in plane.attachments.of_app(app)
        ],
        "owners": {one.id: one.name for one in plane.apps.all()},
        "hostname": plane.address.hostname(app.name),
        "domains": plane.domains.of(app),
    }


routes = [Route("/apps/{app}", show), Route("/apps/{app}/live", changes)]
