"""The buildpack registry, as the CLI reads it: a service of its own on Heroku, open to everybody.

`HEROKU_BUILDPACK_REGISTRY_URL` leads the CLI here (https://devcenter.heroku.com/articles/buildpack-registry).
"""

from __future__ import annotations

import base64
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from localheroku.api.catalogue import TIMES
from localheroku.api.wire import path, reply
from localheroku.control.errors import NotFound
from localheroku.model.buildpack import PYTHON, Buildpack
from localheroku.model.identity import stable_id


def body(one: Buildpack) -> dict[str, Any]:
    return {
        **TIMES,
        "blob_url": one.blob_url,
        "category": "languages",
        "description": one.description,
        "id": stable_id("buildpack", one.full_name),
        "logo_url": None,
        "name": one.name,
        "namespace": one.namespace,
        "source": {"type": "github", "owner": one.owner, "repo": one.repo},
        "support": {"method": "github", "address": None},
    }


def revision_body(one: Buildpack) -> dict[str, Any]:
    return {
        **TIMES,
        "blob_url": one.blob_url,
        "id": stable_id("buildpack-revision", one.full_name),
        "license": "MIT",
        "release": 1,
        "status": "published",
    }


async def index(request: Request) -> Response:
    """`in[namespace][]`, `in[name][]`, `like[description]`: whatever is asked must hold."""
    query = request.query_params
    holds = (
        PYTHON.namespace in query.getlist("in[namespace][]") or "in[namespace][]" not in query,
        PYTHON.name in query.getlist("in[name][]") or "in[name][]" not in query,
        query.get("like[description]", "").lower() in PYTHON.description.lower(),
    )
    return reply([body(PYTHON)] if all(holds) else [])


async def show(request: Request) -> Response:
    return reply(body(_found(request)))


async def revisions(request: Request) -> Response:
    return reply([revision_body(_found(request))])


async def readme(request: Request) -> Response:
    text = f"{_found(request).description}. Built into localheroku."
    return reply({"content": base64.b64encode(text.encode()).decode(), "encoding": "base64"})


def _found(request: Request) -> Buildpack:
    sought = f"{path(request, 'namespace')}/{path(request, 'name')}"
    if sought != PYTHON.full_name:
        raise NotFound(
            f"Couldn't find that buildpack ({sought}); there is {PYTHON.full_name} here.",
            resource="buildpack",
        )
    return PYTHON


public_routes = [
    Route("/buildpacks", index),
    Route("/buildpacks/{namespace}/{name}", show),
    Route("/buildpacks/{namespace}/{name}/revisions", revisions),
    Route("/buildpacks/{namespace}/{name}/readme", readme),
]
