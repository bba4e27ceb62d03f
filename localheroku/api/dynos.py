"""Dynos: https://devcenter.heroku.com/articles/platform-api-reference#dyno"""

from __future__ import annotations

from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from localheroku.api.apps import found, reference
from localheroku.api.params import Params, read_object
from localheroku.api.ranges import page
from localheroku.api.wire import path, plane, reply
from localheroku.control.errors import InvalidParams
from localheroku.control.one_off_dynos import DAY, Wish
from localheroku.model.app import App
from localheroku.model.dyno import DynoView


def body(app: App, dyno: DynoView) -> dict[str, Any]:
    return {
        "app": reference(app),
        "attach_url": dyno.attach_url,
        "command": dyno.command,
        "created_at": dyno.created_at,
        "id": dyno.id,
        "name": dyno.name,
        "release": {"id": dyno.release_id, "version": dyno.release_version},
        "size": dyno.size,
        "state": dyno.state,
        "type": dyno.type,
        "updated_at": dyno.updated_at,
    }


async def index(request: Request) -> Response:
    app = found(request)
    return page(request, plane(request).dynos.of(app), partial(body, app), "name", "id")


async def create(request: Request) -> Response:
    """A one-off dyno; its output goes to who attaches, or to the app's log if nobody is to."""
    params = await Params.read(
        request, "command", "attach", "env", "size", "type", "time_to_live", "force_no_tty"
    )
    app = found(request)
    wish = Wish(
        command=params.required_text("command"),
        env=params.strings("env", numbers=True),
        size=params.reference("size"),
        type=params.text("type"),
        seconds=_time_to_live(params),
        attach=params.flag("attach") or False,
        tty=not params.flag("force_no_tty"),
    )
    return reply(body(app, plane(request).one_off_dynos.start(app, wish)), 201)


async def show(request: Request) -> Response:
    app = found(request)
    return reply(body(app, plane(request).dynos.find(app, path(request, "dyno"))))


async def restart(request: Request) -> Response:
    """One dyno, or those of a process type. To stop is to restart: the dyno manager starts a
    formation's dyno again at once (https://devcenter.heroku.com/articles/dyno-restarts).
    """
    await read_object(request)
    plane(request).dynos.restart(found(request), path(request, "dyno"))
    return reply({}, 202)


async def restart_all(request: Request) -> Response:
    await read_object(request)
    plane(request).dynos.restart_all(found(request))
    return reply({}, 202)


def _time_to_live(params: Params) -> int | None:
    seconds = params.whole("time_to_live")
    if seconds is not None and not 1 <= seconds <= DAY:
        raise InvalidParams(f"Param time_to_live is {seconds}; accepted: 1 to {DAY} seconds.")
    return seconds


routes = [
    Route("/apps/{app}/dynos", index),
    Route("/apps/{app}/dynos", create, methods=["POST"]),
    Route("/apps/{app}/dynos", restart_all, methods=["DELETE"]),
    Route("/apps/{app}/dynos/{dyno}", show),
    Route("/apps/{app}/dynos/{dyno}", restart, methods=["DELETE"]),
    Route("/apps/{app}/dynos/{dyno}/actions/stop", restart, methods=["POST"]),
    Route("/apps/{app}/formations/{dyno}", restart, methods=["DELETE"]),
    Route("/apps/{app}/formations/{dyno}/actions/stop", restart, methods=["POST"]),
]
