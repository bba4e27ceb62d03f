"""SNI endpoints: https://devcenter.heroku.com/articles/platform-api-reference#sni-endpoint"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from localheroku.api.apps import found, reference
from localheroku.api.params import Params, read_object
from localheroku.api.ranges import page
from localheroku.api.wire import path, plane, reply
from localheroku.control.plane import ControlPlane
from localheroku.model.app import App
from localheroku.model.sni_endpoint import SniEndpoint

if TYPE_CHECKING:
    from localheroku.control.certificates import Facts


def body(plane: ControlPlane, app: App, endpoint: SniEndpoint) -> dict[str, Any]:
    return {
        "app": reference(app),
        "certificate_chain": endpoint.certificate_chain,
        "created_at": endpoint.created_at,
        "display_name": None,
        "domains": [domain.id for domain in plane.sni_endpoints.domains(endpoint)],
        "id": endpoint.id,
        "name": endpoint.name,
        "ssl_cert": ssl_cert(plane.sni_endpoints.facts(endpoint)),
        "updated_at": endpoint.updated_at,
    }


def ssl_cert(found: Facts) -> dict[str, Any]:
    return {
        # Clients print "verified by a root authority" for this, and no root is asked here.
        "ca_signed?": False,
        "cert_domains": found.domains,
        "expires_at": found.expires_at,
        "id": found.id,
        "issuer": found.issuer,
        "self_signed?": found.self_signed,
        "starts_at": found.starts_at,
        "subject": found.subject,
    }


async def index(request: Request) -> Response:
    here, app = plane(request), found(request)
    return page(request, here.sni_endpoints.of(app), partial(body, here, app), "name", "id")


async def create(request: Request) -> Response:
    chain, private_key = await _pair(request)
    here, app = plane(request), found(request)
    return reply(body(here, app, here.sni_endpoints.add(app, chain, private_key)), 201)


async def show(request: Request) -> Response:
    here, app = plane(request), found(request)
    return reply(body(here, app, _found_endpoint(request, app)))


async def update(request: Request) -> Response:
    chain, private_key = await _pair(request)
    here, app = plane(request), found(request)
    changed = here.sni_endpoints.change(_found_endpoint(request, app), chain, private_key)
    return reply(body(here, app, changed))


async def delete(request: Request) -> Response:
    await read_object(request)
    here, app = plane(request), found(request)
    endpoint = _found_endpoint(request, app)
    gone = body(here, app, endpoint)
    here.sni_endpoints.remove(endpoint)
    return reply(gone)


async def _pair(request: Request) -> tuple[str, str]:
    params = await Params.read(request, "certificate_chain", "private_key")
    return params.required_text("certificate_chain"), params.required_text("private_key")


def _found_endpoint(request: Request, app: App) -> SniEndpoint:
    return plane(request).sni_endpoints.find(app, path(request, "endpoint"))


routes = [
    Route("/apps/{app}/sni-endpoints", index),
    Route("/apps/{app}/sni-endpoints", create, methods=["POST"]),
    Route("/apps/{app}/sni-endpoints/{endpoint}", show),
    Route("/apps/{app}/sni-endpoints/{endpoint}", update, methods=["PATCH"]),
    Route("/apps/{app}/sni-endpoints/{endpoint}", delete, methods=["DELETE"]),
]
