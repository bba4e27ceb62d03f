"""The dashboard as an ASGI app: its routes, what each answer carries, how refusals look."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route, Router
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from localheroku.api_key import ApiKey
from localheroku.control.errors import BadRequest, NotFound, Refused, Unavailable
from localheroku.control.plane import ControlPlane
from localheroku.dashboard import (
    apps,
    builds,
    config_vars,
    overview,
    promotions,
    releases,
    restarts,
    rollbacks,
    scaling,
    sign_in,
)
from localheroku.dashboard.door import Door
from localheroku.dashboard.headers import SafeHeaders
from localheroku.dashboard.render import BASE, HERE, html
from localheroku.model.shortage import SUSPECTS, shortage

ROUTES = [
    *overview.routes,
    *promotions.routes,
    *apps.routes,
    *builds.routes,
    *config_vars.routes,
    *releases.routes,
    *restarts.routes,
    *rollbacks.routes,
    *scaling.routes,
    *sign_in.routes,
]


def create_dashboard(plane: ControlPlane, key: ApiKey) -> ASGIApp:
    """To be mounted at BASE."""
    dashboard = Starlette(
        routes=[
            *sign_in.public_routes,
            Mount("/static", StaticFiles(directory=HERE / "static")),
            Mount("", Door(Router(ROUTES, redirect_slashes=False))),
        ],
        exception_handlers={
            Refused: _refusal,
            HTTPException: _no_such_page,
            ClientDisconnect: _gone,
            **dict.fromkeys(SUSPECTS, _unavailable),
            Exception: _crash,
        },
    )
    dashboard.router.redirect_slashes = False
    dashboard.state.plane = plane
    dashboard.state.key = key
    return SafeHeaders(dashboard)


async def _to_overview(request: Request) -> Response:
    return RedirectResponse(f"{BASE}/", 303)


def _refused(request: Request, error: Refused) -> Response:
    missing = error.status == NotFound.status
    page = html(
        "refused.html",
        title="Nothing here" if missing else "That was refused",
        app=None if missing else request.path_params.get("app"),
        sentence=str(error),
    )
    page.status_code = error.status
    return page


async def _refusal(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refused), "registered for Refused only"
    return _refused(request, error)


async def _unavailable(request: Request, error: Exception) -> Response:
    if (lack := shortage(error)) is None:
        raise error
    return _refused(request, Unavailable(lack))


async def _no_such_page(request: Request, error: Exception) -> Response:
    return _refused(request, NotFound(f"The dashboard has no page {request.url.path}."))


async def _gone(request: Request, error: Exception) -> Response:
    """The browser went away in the middle of its form; nobody reads this answer."""
    return _refused(request, BadRequest("The form ended before it was complete."))


async def _crash(request: Request, error: Exception) -> Response:
    """Starlette raises it again after this answer, and uvicorn logs it."""
    return _refused(request, Refused("The platform failed to answer; its log on stderr says why."))


# Beside the mount: what a person types.
routes = [Route("/", _to_overview), Route(BASE, _to_overview)]
