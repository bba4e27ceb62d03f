"""Filters: https://devcenter.heroku.com/articles/platform-api-reference#filters"""

from __future__ import annotations

from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from localheroku.api.apps import body
from localheroku.api.params import Params
from localheroku.api.ranges import page
from localheroku.api.wire import plane
from localheroku.model.identity import as_kept


async def apps(request: Request) -> Response:
    """The apps with these ids; ids of none are left out. The CLI asks so for a pipeline's apps."""
    params = await Params.read(request, "in")
    wanted = {as_kept(one) for one in params.nested("in").texts("id")}
    here = plane(request)
    found = [app for app in here.apps.all() if app.id in wanted]
    return page(request, found, partial(body, here), "name", "id")


routes = [Route("/filters/apps", apps, methods=["POST"])]
