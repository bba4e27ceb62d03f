"""Promoting: the slug that an app runs, released on the apps of the next stage."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from localheroku.control.errors import InvalidParams, NotFound
from localheroku.control.plane import ControlPlane
from localheroku.dashboard.visit import Question, Visit
from localheroku.model.app import App
from localheroku.model.pipeline import Coupling


def coupling_of(plane: ControlPlane, app: App) -> Coupling | None:
    try:
        return plane.pipelines.coupling_of(app)
    except NotFound:
        return None


def targets(plane: ControlPlane, app: App) -> list[App]:
    """Where the app's code can go from here; none without code."""
    if coupling_of(plane, app) is None or plane.releases.running_slug(app) is None:
        return []
    return plane.promotions.downstream(app)


async def ask(request: Request) -> Response:
    """The answer brings along what was shown, so that nothing newer is promoted unseen."""
    visit = Visit(request)
    app, release = visit.app, visit.plane.releases.current(visit.app)
    found = targets(visit.plane, app)
    if not found or release is None:
        raise InvalidParams(f"{app.name} has no code, or its pipeline no app in the next stage.")
    names = ", ".join(one.name for one in found)
    return visit.ask(
        Question(
            title=f"Promote {app.name} to {names}?",
            says=(
                f"{app.name} runs v{release.version}: {release.description}.",
                f"Its slug becomes a new release of {names}, without a new build. "
                "Config vars, add-ons and formations stay; a release phase runs first.",
            ),
            button=f"Promote to {names}",
            fields={"release": release.id, "targets": ",".join(one.id for one in found)},
        )
    )


async def promote(request: Request) -> Response:
    visit = Visit(request)
    form = await visit.form()
    plane, app = visit.plane, visit.app
    promoted = [plane.apps.find(one) for one in form.get("targets", "").split(",")]
    plane.promotions.promote(
        plane.pipelines.pipeline_of(plane.pipelines.coupling_of(app)),
        app,
        promoted,
        release=form.get("release"),
    )
    return visit.done(app, f"Promoted to {', '.join(one.name for one in promoted)}.")


routes = [
    Route("/apps/{app}/promote", ask),
    Route("/apps/{app}/promote", promote, methods=["POST"]),
]
