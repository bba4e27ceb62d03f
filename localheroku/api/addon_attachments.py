"""Add-on attachments: https://devcenter.heroku.com/articles/platform-api-reference#add-on-attachment"""

from __future__ import annotations

from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from localheroku.api import apps
from localheroku.api.catalogue import named
from localheroku.api.params import Params, read_object
from localheroku.api.ranges import page
from localheroku.api.wire import path, plane, reply
from localheroku.control.catalogue import find_plan
from localheroku.control.plane import ControlPlane
from localheroku.model.addon import Attachment


def body(plane: ControlPlane, attachment: Attachment) -> dict[str, Any]:
    addon = plane.attachments.addon(attachment)
    return {
        "addon": {
            "app": apps.reference(plane.addons.owner(addon)),
            "id": addon.id,
            "name": addon.name,
            "plan": named(find_plan(addon.plan)),
        },
        "app": apps.reference(plane.attachments.app(attachment)),
        "config_vars": [attachment.config_var],
        "created_at": attachment.created_at,
        "id": attachment.id,
        "log_input_url": None,
        "name": attachment.name,
        "namespace": attachment.namespace,
        "updated_at": attachment.updated_at,
        "web_url": None,
    }


async def index(request: Request) -> Response:
    here = plane(request)
    return page(request, here.attachments.all(), partial(body, here), "name", "id")


async def index_of_app(request: Request) -> Response:
    here = plane(request)
    attachments = here.attachments.of_app(apps.found(request))
    return page(request, attachments, partial(body, here), "name", "id")


async def index_of_addon(request: Request) -> Response:
    here = plane(request)
    attachments = here.attachments.of_addon(here.addons.find(path(request, "addon")))
    return page(request, attachments, partial(body, here), "name", "id")


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
    return reply(body(here, attachment), 201)


async def show(request: Request) -> Response:
    return reply(body(plane(request), _found(request)))


async def show_of_app(request: Request) -> Response:
    here = plane(request)
    attachment = here.attachments.find_of(apps.found(request), path(request, "attachment"))
    return reply(body(here, attachment))


async def resolve(request: Request) -> Response:
    params = await Params.read(request, "addon_attachment", "app", "addon_service")
    here = plane(request)
    found = here.resolution.attachments(
        params.required_reference("addon_attachment"),
        params.reference("app"),
        params.reference("addon_service"),
    )
    return reply([body(here, one) for one in found])


async def delete(request: Request) -> Response:
    await read_object(request)
    attachment = _found(request)
    gone = body(plane(request), attachment)
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
