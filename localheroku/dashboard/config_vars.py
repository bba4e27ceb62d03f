"""Config vars: one value at a time, and only for who asks by a form."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from localheroku.control.errors import NotFound
from localheroku.dashboard.visit import Visit


async def reveal(request: Request) -> Response:
    visit = Visit(request)
    await visit.form()
    app, name = visit.app, visit.path("name")
    config = visit.plane.config_vars.of(app)
    if name not in config:
        raise NotFound(f"{app.name} has no config var {name}.")
    return visit.page("config_var.html", app=app, name=name, value=config[name])


routes = [Route("/apps/{app}/config-vars/{name}", reveal, methods=["POST"])]
