"""Pipelines: https://devcenter.heroku.com/articles/platform-api-reference#pipeline"""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from localheroku.api.params import Params, read_object
from localheroku.api.ranges import page
from localheroku.api.wire import path, plane, reply
from localheroku.control.errors import NotFound, NotImplementedHere
from localheroku.model.account import ACCOUNT_EMAIL, ACCOUNT_ID
from localheroku.model.catalogue import GENERATION
from localheroku.model.pipeline import Pipeline


def body(pipeline: Pipeline) -> dict[str, Any]:
    return {
        "created_at": pipeline.created_at,
        "generation": GENERATION,
        "id": pipeline.id,
        "name": pipeline.name,
        # Never null: the provider reads its fields without looking.
        "owner": {"id": ACCOUNT_ID, "type": "user"},
        "updated_at": pipeline.updated_at,
    }


def found(request: Request) -> Pipeline:
    """The pipeline that the path names."""
    return plane(request).pipelines.find(path(request, "pipeline"))


async def index(request: Request) -> Response:
    """All, or the one that `?eq[name]=` asks for."""
    name = request.query_params.get("eq[name]")
    pipelines = plane(request).pipelines.all()
    matching = [one for one in pipelines if name is None or one.name == name]
    return page(request, matching, body, "name", "id")


async def create(request: Request) -> Response:
    params = await Params.read(request, "name", "owner", "generation")
    _check_owner(params)
    return reply(body(plane(request).pipelines.create(params.required_text("name"))), 201)


async def show(request: Request) -> Response:
    return reply(body(found(request)))


async def update(request: Request) -> Response:
    params = await Params.read(request, "name")
    pipeline = found(request)
    name = params.text("name") or pipeline.name
    return reply(body(plane(request).pipelines.rename(pipeline, name)))


async def delete(request: Request) -> Response:
    await read_object(request)
    return reply(body(plane(request).pipelines.destroy(found(request))))


def _check_owner(params: Params) -> None:
    owner = params.nested("owner")
    if owner.text("type") == "team":
        raise NotImplementedHere(
            "Teams own no pipelines here; leave owner out, and the account owns the pipeline."
        )
    user = owner.reference("id")
    if user not in (None, ACCOUNT_ID, ACCOUNT_EMAIL):
        raise NotFound(
            f"Couldn't find that owner ({user}); the one account here is {ACCOUNT_ID}.",
            resource="user",
        )


routes = [
    Route("/pipelines", index),
    Route("/pipelines", create, methods=["POST"]),
    Route("/pipelines/{pipeline}", show),
    Route("/pipelines/{pipeline}", update, methods=["PATCH"]),
    Route("/pipelines/{pipeline}", delete, methods=["DELETE"]),
]
