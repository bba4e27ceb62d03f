"""App features: https://devcenter.heroku.com/articles/platform-api-reference#app-feature"""

from __future__ import annotations

from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from localheroku.api.apps import found
from localheroku.api.catalogue import TIMES, named
from localheroku.api.params import Params
from localheroku.api.ranges import page
from localheroku.api.wire import path, plane, reply
from localheroku.control.catalogue import find_feature
from localheroku.control.errors import InvalidParams
from localheroku.model.account import ACCOUNT_EMAIL
from localheroku.model.app import App
from localheroku.model.catalogue import FEATURES, Feature


def body(app: App, feature: Feature) -> dict[str, Any]:
    return {
        **named(feature),
        **TIMES,
        "description": feature.description,
        "display_name": feature.display_name,
        "doc_url": feature.doc_url,
        "enabled": feature.name in app.features,
        "feedback_email": ACCOUNT_EMAIL,
        "state": feature.state,
    }


async def index(request: Request) -> Response:
    return page(request, FEATURES, partial(body, found(request)), "name", "id")


async def show(request: Request) -> Response:
    return reply(body(found(request), find_feature(path(request, "feature"))))


async def update(request: Request) -> Response:
    params = await Params.read(request, "enabled")
    enabled = params.flag("enabled")
    if enabled is None:
        raise InvalidParams("Param enabled is required: true or false.")
    feature = find_feature(path(request, "feature"))
    app = plane(request).apps.set_feature(found(request), feature, enabled)
    return reply(body(app, feature))


routes = [
    Route("/apps/{app}/features", index),
    Route("/apps/{app}/features/{feature}", show),
    Route("/apps/{app}/features/{feature}", update, methods=["PATCH"]),
]
