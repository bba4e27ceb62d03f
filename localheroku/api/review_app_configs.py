"""Review-app configs: https://devcenter.heroku.com/articles/platform-api-reference#review-app-config"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from localheroku.api.params import Params, read_object
from localheroku.api.pipelines import found
from localheroku.api.wire import plane, reply
from localheroku.control.catalogue import find_region
from localheroku.control.errors import NotImplementedHere
from localheroku.model.review_app_config import ReviewAppConfig

WISHES = (
    "automatic_review_apps",
    "base_name",
    "deploy_target",
    "destroy_stale_apps",
    "stale_days",
    "wait_for_ci",
)
# Clients show this header: the provider in its log, the CLI on the screen.
NOT_WATCHED = {
    "X-Heroku-Warning": "This platform watches no repository: it keeps the review-app config, "
    "and makes no review app by itself."
}


def body(config: ReviewAppConfig) -> dict[str, Any]:
    return {
        "automatic_review_apps": config.automatic_review_apps,
        "base_name": config.base_name,
        # The region's id, though its name was sent: the provider asks for the region by it.
        "deploy_target": (
            {"id": find_region(config.region).id, "type": "region"} if config.region else None
        ),
        "destroy_stale_apps": config.destroy_stale_apps,
        "pipeline_id": config.id,
        "repo": {"id": config.repo_id},
        "stale_days": config.stale_days,
        "wait_for_ci": config.wait_for_ci,
    }


async def create(request: Request) -> Response:
    params = await Params.read(request, "repo", *WISHES)
    config = ReviewAppConfig(id=found(request).id, repo=params.required_text("repo"))
    enabled = plane(request).review_app_configs.enable(_wished(config, params))
    return reply(body(enabled), 201, NOT_WATCHED)


async def show(request: Request) -> Response:
    return reply(body(plane(request).review_app_configs.find(found(request))))


async def update(request: Request) -> Response:
    params = await Params.read(request, *WISHES)
    config = plane(request).review_app_configs.find(found(request))
    changed = plane(request).review_app_configs.update(_wished(config, params))
    return reply(body(changed), headers=NOT_WATCHED)


async def delete(request: Request) -> Response:
    await read_object(request)
    return reply(body(plane(request).review_app_configs.disable(found(request))))


def _wished(config: ReviewAppConfig, params: Params) -> ReviewAppConfig:
    """What is left out stays as it was; an empty base name takes it away."""
    wishes: dict[str, Any] = {
        "automatic_review_apps": params.flag("automatic_review_apps"),
        "base_name": params.text("base_name"),
        "destroy_stale_apps": params.flag("destroy_stale_apps"),
        "region": _region(params),
        "stale_days": params.whole("stale_days"),
        "wait_for_ci": params.flag("wait_for_ci"),
    }
    changed = replace(config, **{name: wish for name, wish in wishes.items() if wish is not None})
    return replace(changed, base_name=changed.base_name or None)


def _region(params: Params) -> str | None:
    if "deploy_target" not in params:
        return None
    target = params.nested("deploy_target")
    if target.required_text("type", ("region", "space")) == "space":
        raise NotImplementedHere("There are no Private Spaces here; deploy to a region: us or eu.")
    return find_region(target.required_reference("id")).name


routes = [
    Route("/pipelines/{pipeline}/review-app-config", create, methods=["POST"]),
    Route("/pipelines/{pipeline}/review-app-config", show),
    Route("/pipelines/{pipeline}/review-app-config", update, methods=["PATCH"]),
    Route("/pipelines/{pipeline}/review-app-config", delete, methods=["DELETE"]),
]
