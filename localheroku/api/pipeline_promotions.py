"""Pipeline promotions: https://devcenter.heroku.com/articles/platform-api-reference#pipeline-promotion"""

from __future__ import annotations

from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from localheroku.api.params import Params
from localheroku.api.ranges import page
from localheroku.api.wire import path, plane, reply
from localheroku.control.plane import ControlPlane
from localheroku.model.promotion import Promotion, PromotionTarget


def body(plane: ControlPlane, promotion: Promotion) -> dict[str, Any]:
    return {
        "created_at": promotion.created_at,
        "id": promotion.id,
        "pipeline": {"id": promotion.pipeline_id},
        "source": {
            "app": {"id": promotion.source_app_id},
            "release": {"id": promotion.source_release_id},
        },
        "status": plane.promotions.status(promotion),
        "updated_at": plane.promotions.updated_at(promotion),
    }


def target_body(plane: ControlPlane, target: PromotionTarget) -> dict[str, Any]:
    release = plane.promotions.release_of(target)
    return {
        "app": {"id": target.app_id},
        "error_message": plane.promotions.error_of(target),
        "id": target.id,
        "pipeline_promotion": {"id": target.promotion_id},
        "release": {"id": release.id},
        "status": release.status,
    }


async def create(request: Request) -> Response:
    params = await Params.read(request, "pipeline", "source", "targets")
    here = plane(request)
    source = params.nested("source")
    promotion = here.promotions.promote(
        here.pipelines.find(params.required_reference("pipeline")),
        here.apps.find(source.required_reference("app")),
        [here.apps.find(one.required_reference("app")) for one in params.each("targets")],
        release=source.reference("release"),
    )
    return reply(body(here, promotion), 201)


async def show(request: Request) -> Response:
    return reply(body(plane(request), _found(request)))


async def index_of_targets(request: Request) -> Response:
    here = plane(request)
    return page(request, here.promotions.targets(_found(request)), partial(target_body, here), "id")


def _found(request: Request) -> Promotion:
    return plane(request).promotions.find(path(request, "promotion"))


routes = [
    Route("/pipeline-promotions", create, methods=["POST"]),
    Route("/pipeline-promotions/{promotion}", show),
    Route("/pipeline-promotions/{promotion}/promotion-targets", index_of_targets),
]
