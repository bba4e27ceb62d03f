"""Pipeline config vars: https://devcenter.heroku.com/articles/platform-api-reference#pipeline-config-vars"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from localheroku.api.config_vars import read_changes
from localheroku.api.pipelines import found
from localheroku.api.wire import path, plane, reply


async def show(request: Request) -> Response:
    return reply(plane(request).pipelines.config_vars(found(request), path(request, "stage")))


async def update(request: Request) -> Response:
    changes = await read_changes(request)
    pipeline, stage = found(request), path(request, "stage")
    return reply(plane(request).pipelines.update_config_vars(pipeline, stage, changes))


routes = [
    Route("/pipelines/{pipeline}/stage/{stage}/config-vars", show),
    Route("/pipelines/{pipeline}/stage/{stage}/config-vars", update, methods=["PATCH"]),
]
