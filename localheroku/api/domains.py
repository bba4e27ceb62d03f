"""Domains: https://devcenter.heroku.com/articles/platform-api-reference#domain"""

from __future__ import annotations

from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from localheroku.api.apps import found, reference
from localheroku.api.params import Params, read_object
from localheroku.api.ranges import page
from localheroku.api.wire import path, plane, reply
from localheroku.control.errors import NotFound
from localheroku.model.address import Address
from localheroku.model.app import App
from localheroku.model.domain import Domain
from localheroku.model.identity import stable_id


def body(app: App, domain: Domain) -> dict[str, Any]:
    own = domain.hostname == Address.hostname(app.name)
    return {
        "acm_status": None,
        "acm_status_reason": None,
        "app": reference(app),
        # What a DNS record would point at: here the name under which the app answers anyway.
        "cname": None if own else Address.hostname(app.name),
        "created_at": domain.created_at,
        "hostname": domain.hostname,
        "id": domain.id,
        "kind": "heroku" if own else "custom",
        "sni_endpoint": None,
        "status": "none" if own else "succeeded",
        "updated_at": domain.updated_at,
    }


def own_domain(app: App) -> Domain:
    """The one that every app is born with."""
    return Domain(
        id=stable_id("domain", app.id),
        app_id=app.id,
        hostname=Address.hostname(app.name),
        created_at=app.created_at,
        updated_at=app.updated_at,
    )


async def index(request: Request) -> Response:
    app = found(request)
    domains = [own_domain(app), *plane(request).domains.of(app)]
    return page(request, domains, partial(body, app), "hostname", "id")


async def create(request: Request) -> Response:
    params = await Params.read(request, "hostname", "sni_endpoint")
    _refuse_endpoint(params)
    app = found(request)
    return reply(body(app, plane(request).domains.add(app, params.required_text("hostname"))), 201)


async def show(request: Request) -> Response:
    app = found(request)
    return reply(body(app, _found_domain(request, app)))


async def update(request: Request) -> Response:
    """Only the certificate could change; the provider sends "" to take it away."""
    _refuse_endpoint(await Params.read(request, "sni_endpoint"))
    app = found(request)
    return reply(body(app, _found_domain(request, app)))


async def delete(request: Request) -> Response:
    await read_object(request)
    app = found(request)
    return reply(body(app, plane(request).domains.remove(app, path(request, "domain"))))


def _found_domain(request: Request, app: App) -> Domain:
    own, sought = own_domain(app), path(request, "domain")
    if sought.lower() in (own.id, own.hostname):
        return own
    return plane(request).domains.find(app, sought)


def _refuse_endpoint(params: Params) -> None:
    """There is no TLS on loopback, so no endpoint that could be named exists."""
    endpoint = params.reference("sni_endpoint")
    if endpoint:
        raise NotFound(f"Couldn't find that SNI endpoint ({endpoint}); there are none here.")


routes = [
    Route("/apps/{app}/domains", index),
    Route("/apps/{app}/domains", create, methods=["POST"]),
    Route("/apps/{app}/domains/{domain}", show),
    Route("/apps/{app}/domains/{domain}", update, methods=["PATCH"]),
    Route("/apps/{app}/domains/{domain}", delete, methods=["DELETE"]),
]
