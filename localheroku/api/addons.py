"""Add-ons: https://devcenter.heroku.com/articles/platform-api-reference#add-on"""

from __future__ import annotations

from collections.abc import Callable, Set
from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from localheroku.api import addon_services, apps
from localheroku.api.account import check_user
from localheroku.api.catalogue import named
from localheroku.api.params import Params
from localheroku.api.ranges import page
from localheroku.api.wire import listed, path, plane, reply
from localheroku.control.catalogue import find_plan
from localheroku.control.plane import ControlPlane
from localheroku.model.addon import Addon


def body(plane: ControlPlane, addon: Addon, expanded: Set[str] = frozenset()) -> dict[str, Any]:
    """Service and plan by name, or in full for who asks: the CLI, for prices."""
    owner, plan = plane.addons.owner(addon), find_plan(addon.plan)
    attachments = plane.attachments.of_addon(addon)
    return {
        "actions": [],
        "addon_service": (
            addon_services.service_body(plan.service)
            if "addon_service" in expanded
            else named(plan.service)
        ),
        "app": apps.reference(owner),
        "billed_price": {"cents": plan.cents, "contract": False, "unit": "month"},
        "billing_entity": {**apps.reference(owner), "type": "app"},
        # Complete from the start: the provider waits for each of them to be set.
        "config_vars": [one.config_var for one in attachments if one.app_id == owner.id],
        "created_at": addon.created_at,
        "id": addon.id,
        "name": addon.name,
        "plan": addon_services.plan_body(plan) if "plan" in expanded else named(plan),
        "provider_id": addon.database,
        "provision_message": "",
        "state": addon.state,
        "updated_at": addon.updated_at,
        "web_url": None,
    }


def _renderer(request: Request) -> Callable[[Addon], dict[str, Any]]:
    return partial(body, plane(request), expanded=listed(request, "accept-expansion"))


async def index(request: Request) -> Response:
    return page(request, plane(request).addons.all(), _renderer(request), "name", "id")


async def index_of_user(request: Request) -> Response:
    check_user(request)
    return await index(request)


async def index_of_app(request: Request) -> Response:
    addons = plane(request).addons.of(apps.found(request))
    return page(request, addons, _renderer(request), "name", "id")


async def create(request: Request) -> Response:
    params = await Params.read(request, "plan", "name", "attachment", "config", "confirm")
    addon = plane(request).addons.create(
        apps.found(request),
        params.required_reference("plan"),
        name=params.text("name"),
        config=params.strings("config"),
        attachment=params.nested("attachment").text("name"),
        confirm=params.text("confirm"),
    )
    return reply(_renderer(request)(addon), 201)


async def show(request: Request) -> Response:
    return reply(_renderer(request)(plane(request).addons.find(path(request, "addon"))))


async def show_of_app(request: Request) -> Response:
    return reply(_renderer(request)(_found(request)))


async def resolve(request: Request) -> Response:
    params = await Params.read(request, "addon", "app", "addon_service")
    found = plane(request).resolution.addons(
        params.required_reference("addon"),
        params.reference("app"),
        params.reference("addon_service"),
    )
    return reply([_renderer(request)(one) for one in found])


async def update(request: Request) -> Response:
    """The provider always sends `plan`, empty when only the name changes."""
    params = await Params.read(request, "plan", "name")
    addon = plane(request).addons.change(
        _found(request), plan=params.reference("plan"), name=params.text("name")
    )
    return reply(_renderer(request)(addon))


async def delete(request: Request) -> Response:
    params = await Params.read(request, "force", "confirm")
    addon = _found(request)
    gone = _renderer(request)(addon)
    destroyed = plane(request).addons.destroy(addon, force=bool(params.flag("force")))
    return reply({**gone, "state": destroyed.state})


def _found(request: Request) -> Addon:
    return plane(request).addons.find_of(apps.found(request), path(request, "addon"))


routes = [
    Route("/addons", index),
    Route("/actions/addons/resolve", resolve, methods=["POST"]),
    Route("/addons/{addon}", show),
    Route("/users/{user}/addons", index_of_user),
    Route("/apps/{app}/addons", index_of_app),
    Route("/apps/{app}/addons", create, methods=["POST"]),
    Route("/apps/{app}/addons/{addon}", show_of_app),
    Route("/apps/{app}/addons/{addon}", update, methods=["PATCH"]),
    Route("/apps/{app}/addons/{addon}", delete, methods=["DELETE"]),
]
