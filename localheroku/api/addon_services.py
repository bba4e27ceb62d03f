"""Add-on services and plans: https://devcenter.heroku.com/articles/platform-api-reference#add-on-service"""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from localheroku.api.catalogue import TIMES, named
from localheroku.api.ranges import page
from localheroku.api.wire import path, reply
from localheroku.control.catalogue import find_plan, find_service
from localheroku.model.catalogue import GENERATION
from localheroku.model.plans import PLANS, SERVICES, Plan, Service


def service_body(service: Service) -> dict[str, Any]:
    return {
        **named(service),
        **TIMES,
        "cli_plugin_name": service.cli_plugin_name,
        "human_name": service.human_name,
        "state": "ga",
        "supported_generations": [GENERATION],
        "supports_multiple_installations": True,
        "supports_sharing": True,
    }


def plan_body(plan: Plan) -> dict[str, Any]:
    return {
        **named(plan),
        **TIMES,
        "addon_service": named(plan.service),
        "compliance": None,
        "default": plan.default,
        "description": f"{plan.service.human_name} {plan.human_name}",
        "human_name": plan.human_name,
        "installable_inside_private_network": False,
        "installable_outside_private_network": True,
        "price": {"cents": plan.cents, "contract": False, "unit": "month"},
        "space_default": False,
        "state": "ga",
        "visible": True,
    }


async def services(request: Request) -> Response:
    return page(request, SERVICES, service_body, "name", "id")


async def service(request: Request) -> Response:
    return reply(service_body(find_service(path(request, "service"))))


async def plans(request: Request) -> Response:
    wanted = find_service(path(request, "service"))
    return page(request, [one for one in PLANS if one.service == wanted], plan_body, "name", "id")


async def plan(request: Request) -> Response:
    return reply(plan_body(find_plan(path(request, "plan"))))


routes = [
    Route("/addon-services", services),
    Route("/addon-services/{service}", service),
    Route("/addon-services/{service}/plans", plans),
    Route("/addon-services/{service}/plans/{plan}", plan),
    Route("/plans/{plan}", plan),
]
