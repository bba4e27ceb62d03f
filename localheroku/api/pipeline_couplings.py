"""Pipeline couplings: https://devcenter.heroku.com/articles/platform-api-reference#pipeline-coupling"""

from __future__ import annotations

from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from localheroku.api import apps, pipelines
from localheroku.api.params import Params, read_object
from localheroku.api.ranges import page
from localheroku.api.wire import path, plane, reply
from localheroku.control.plane import ControlPlane
from localheroku.model.pipeline import STAGES, Coupling


def body(plane: ControlPlane, coupling: Coupling) -> dict[str, Any]:
    pipeline = plane.pipelines.pipeline_of(coupling)
    return {
        "app": {"id": coupling.app_id},
        "created_at": coupling.created_at,
        "id": coupling.id,
        # The CLI prints the name when it promotes.
        "pipeline": {"id": pipeline.id, "name": pipeline.name},
        "stage": coupling.stage,
        "updated_at": coupling.updated_at,
    }


async def index(request: Request) -> Response:
    here = plane(request)
    return page(request, here.pipelines.couplings(), partial(body, here), "id")


async def index_of_pipeline(request: Request) -> Response:
    here = plane(request)
    couplings = here.pipelines.couplings_of(pipelines.found(request))
    return page(request, couplings, partial(body, here), "id")


async def show_of_app(request: Request) -> Response:
    """One object: an app has one coupling at most."""
    here = plane(request)
    return reply(body(here, here.pipelines.coupling_of(apps.found(request))))


async def create(request: Request) -> Response:
    params = await Params.read(request, "app", "pipeline", "stage")
    here = plane(request)
    stage = params.required_text("stage", STAGES)
    app = here.apps.find(params.required_reference("app"))
    pipeline = here.pipelines.find(params.required_reference("pipeline"))
    return reply(body(here, here.pipelines.couple(app, pipeline, stage)), 201)


async def show(request: Request) -> Response:
    return reply(body(plane(request), _found(request)))


async def update(request: Request) -> Response:
    params = await Params.read(request, "stage")
    here = plane(request)
    coupling = here.pipelines.move(_found(request), params.required_text("stage", STAGES))
    return reply(body(here, coupling))


async def delete(request: Request) -> Response:
    await read_object(request)
    coupling = _found(request)
    gone = body(plane(request), coupling)
    plane(request).pipelines.uncouple(coupling)
    return reply(gone)


def _found(request: Request) -> Coupling:
    return plane(request).pipelines.find_coupling(path(request, "coupling"))


routes = [
    Route("/pipeline-couplings", index),
    Route("/users/~/pipeline-couplings", index),
    Route("/pipeline-couplings", create, methods=["POST"]),
    Route("/pipeline-couplings/{coupling}", show),
    Route("/pipeline-couplings/{coupling}", update, methods=["PATCH"]),
    Route("/pipeline-couplings/{coupling}", delete, methods=["DELETE"]),
    Route("/pipelines/{pipeline}/pipeline-couplings", index_of_pipeline),
    Route("/apps/{app}/pipeline-couplings", show_of_app),
]
