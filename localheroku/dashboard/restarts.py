"""Restarting: one dyno or all of an app."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from localheroku.dashboard.visit import Question, Visit


async def ask(request: Request) -> Response:
    visit = Visit(request)
    app, name = visit.app, visit.query("dyno")
    what = visit.plane.dynos.find(app, name).name if name else "all dynos"
    return visit.ask(
        Question(
            title=f"Restart {what} of {app.name}?",
            says=(
                "Stopped and started again, with the release that is current.",
                "New web dynos take over before the former ones leave. One-off dynos "
                + ("do not come back." if name else "go on."),
            ),
            button=f"Restart {what}",
            fields={"dyno": name},
        )
    )


async def restart(request: Request) -> Response:
    visit = Visit(request)
    name = (await visit.form()).get("dyno")
    if name:
        visit.plane.dynos.restart(visit.app, name)
    else:
        visit.plane.dynos.restart_all(visit.app)
    return visit.done(visit.app, f"Restarting {name or 'all dynos'}.")


routes = [
    Route("/apps/{app}/restart", ask),
    Route("/apps/{app}/restart", restart, methods=["POST"]),
]
