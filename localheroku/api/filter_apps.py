"""Filters: https://devcenter.heroku.com/articles/platform-api-reference#filters"""

from __future__ import annotations

from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from localheroku.api import apps
from localheroku.api.params import Params
from localheroku.api.ranges import page
from localheroku.api.wire import plane
from localheroku.control.plane import ControlPlane
from localheroku.model.app import App
from localheroku.model.identity import as_kept


def body(plane: ControlPlane, app: App) -> dict[str, Any]:
    """With what Heroku's filter says of team membership: the one account may do everything."""
    return {**apps.body(plane, app), "joined": True, "locked": False}


async def index(request: Request) -> Response:
    """The apps with these ids; ids of none are left out. The CLI asks so for a pipeline's apps."""
    params = await Params.read(request, "in")
    wanted = {as_kept(one) for one in params.nested("in").texts("id")}
    here = plane(request)
    found = [app for app in here.apps.all() if app.id in wanted]
    return page(request, found, partial(body, here), "name", "id")


routes = [Route("/filters/apps", index, methods=["POST"])]
