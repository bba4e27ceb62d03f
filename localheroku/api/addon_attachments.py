"""Add-on attachments: https://devcenter.heroku.com/articles/platform-api-reference#add-on-attachment"""

from __future__ import annotations

from collections.abc import Callable, Set
from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from localheroku.api import apps
from localheroku.api.catalogue import named
from localheroku.api.params import Params, read_object
from localheroku.api.ranges import page
from localheroku.api.wire import listed, path, plane, reply
from localheroku.control.catalogue import find_plan
from localheroku.control.plane import ControlPlane
from localheroku.model.addon import Attachment


def body(
    plane: ControlPlane, attachment: Attachment, included: Set[str] = frozenset()
) -> dict[str, Any]:
    """With its config vars and the add-on's plan for who asks: the CLI, to find databases."""
    addon = plane.attachments.addon(attachment)
    plan = {"plan": named(find_plan(addon.plan))} if "addon:plan" in included else {}
    names = {"config_vars": [attachment.config_var]} if "config_vars" in included else {}
    return {
        **names,
        "addon": {
            **plan,
            "app": apps.reference(plane.addons.owner(addon)),
            "id": addon.id,
            "name": addon.name,
        },
        "app": apps.reference(plane.attachments.app(attachment)),
        "created_at": attachment.created_at,
        "id": attachment.id,
        "log_input_url": None,
        "name": attachment.name,
        "namespace": attachment.namespace,
        "updated_at": attachment.updated_at,
        "web_url": None,
    }


def _renderer(request: Request) -> Callable[[Attachment], dict[str, Any]]:
    return partial(body, plane(request), included=listed(request, "accept-inclusion"))


async def index(request: Request) -> Response:
    return page(request, plane(request).attachments.all(), _renderer(request), "name", "id")


async def index_of_app(request: Request) -> Response:
    attachments = plane(request).attachments.of_app(apps.found(request))
    return page(request, attachments, _renderer(request), "name", "id")


async def index_of_addon(request: Request) -> Response:
    here = plane(request)
    attachments = here.attachments.of_addon(here.addons.find(path(request, "addon")))
    return page(request, attachments, _renderer(request), "name", "id")


async def create(request: Request) -> Response:
    params = await Params.read(request, "addon", "app", "name", "namespace", "confirm")
    here = plane(request)
    attachment = here.attachments.create(
        here.apps.find(params.required_reference("app")),
        here.addons.find(params.required_reference("addon")),
        name=params.text("name"),
        namespace=params.text("namespace"),
        confirm=params.text("confirm"),
    )
    return reply(_renderer(request)(attachment), 201)


async def show(request: Request) -> Response:
    return reply(_renderer(request)(_found(request)))


async def show_of_app(request: Request) -> Response:
    here = plane(request)
    attachment = here.attachments.find_of(apps.found(request), path(request, "attachment"))
    return reply(_renderer(request)(attachment))


async def resolve(request: Request) -> Response:
    params = await Params.read(request, "addon_attachment", "app", "addon_service")
    found = plane(request).resolution.attachments(
        params.required_reference("addon_attachment"),
        params.reference("app"),
        params.reference("addon_service"),
    )
    return reply([_renderer(request)(one) for one in found])


async def delete(request: Request) -> Response:
    await read_object(request)
    attachment = _found(request)
    gone = _renderer(request)(attachment)
    plane(request).attachments.destroy(attachment)
    return reply(gone)


def _found(request: Request) -> Attachment:
    return plane(request).attachments.find(path(request, "attachment"))


routes = [
    Route("/addon-attachments", index),
    Route("/actions/addon-attachments/resolve", resolve, methods=["POST"]),
    Route("/addon-attachments", create, methods=["POST"]),
    Route("/addon-attachments/{attachment}", show),
    Route("/addon-attachments/{attachment}", delete, methods=["DELETE"]),
    Route("/addons/{addon}/addon-attachments", index_of_addon),
    Route("/apps/{app}/addon-attachments", index_of_app),
    Route("/apps/{app}/addon-attachments/{attachment}", show_of_app),
]
