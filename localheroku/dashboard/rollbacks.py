"""Rolling back: a new release with the code and the config vars of a former one."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from localheroku.dashboard.visit import Question, Visit
from localheroku.model.release import Release


async def ask(request: Request) -> Response:
    visit = Visit(request)
    app = visit.app
    target = visit.plane.releases.find(app, visit.path("release"))
    current = visit.plane.releases.current(app)
    return visit.ask(
        Question(
            title=f"Roll {app.name} back to v{target.version}?",
            says=(
                f"It runs v{current.version} now: {current.description}." if current else "",
                f"v{target.version} was: {target.description}. Its code: {_code(visit, target)}.",
                f"A new release gets the code and the config vars of v{target.version}. "
                "Databases and other add-ons stay as they are.",
            ),
            button=f"Roll back to v{target.version}",
            fields={},
        )
    )


async def roll_back(request: Request) -> Response:
    visit = Visit(request)
    await visit.form()
    release = visit.plane.releases.rollback(visit.app, visit.path("release"))
    return visit.done(visit.app, f"Release v{release.version}: {release.description}.")


def _code(visit: Visit, release: Release) -> str:
    slug = visit.plane.slugs.get(release.slug_id)
    return slug.commit or slug.id if slug else "none"


routes = [
    Route("/apps/{app}/releases/{release}/rollback", ask),
    Route("/apps/{app}/releases/{release}/rollback", roll_back, methods=["POST"]),
]
