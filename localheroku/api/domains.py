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
from localheroku.control.errors import InvalidParams
from localheroku.control.plane import ControlPlane
from localheroku.model.address import Address
from localheroku.model.app import App
from localheroku.model.domain import Domain
from localheroku.model.identity import stable_id
from localheroku.model.sni_endpoint import SniEndpoint

# What Heroku shows for a domain that its certificate authority can't reach; it is final.
ACM_STATUS = "failed"
ACM_REASON = "No certificate is issued on this machine, where apps are reached over plain HTTP"


def body(plane: ControlPlane, app: App, domain: Domain) -> dict[str, Any]:
    own = domain.hostname == Address.hostname(app.name)
    endpoint = plane.sni_endpoints.of_domain(domain)
    waits_for_acm = app.acm and not own and endpoint is None
    return {
        "acm_status": ACM_STATUS if waits_for_acm else None,
        "acm_status_reason": ACM_REASON if waits_for_acm else None,
        "app": reference(app),
        # What a DNS record would point at: here the name under which the app answers anyway.
        "cname": None if own else Address.hostname(app.name),
        "created_at": domain.created_at,
        "hostname": domain.hostname,
        "id": domain.id,
        "kind": "heroku" if own else "custom",
        "sni_endpoint": {"id": endpoint.id, "name": endpoint.name} if endpoint else None,
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
    here, app = plane(request), found(request)
    domains = [own_domain(app), *here.domains.of(app)]
    return page(request, domains, partial(body, here, app), "hostname", "id")


async def create(request: Request) -> Response:
    params = await Params.read(request, "hostname", "sni_endpoint")
    here, app = plane(request), found(request)
    endpoint = _endpoint(request, app, params)
    domain = here.domains.add(app, params.required_text("hostname"), endpoint)
    return reply(body(here, app, domain), 201)


async def show(request: Request) -> Response:
    app = found(request)
    return reply(body(plane(request), app, _found_domain(request, app)))


async def update(request: Request) -> Response:
    """Only the certificate can change; the provider sends "" to take it away."""
    params = await Params.read(request, "sni_endpoint")
    params.require("sni_endpoint")
    here, app = plane(request), found(request)
    domain, endpoint = _found_domain(request, app), _endpoint(request, app, params)
    if endpoint and domain == own_domain(app):
        raise InvalidParams(f"{domain.hostname} takes no certificate; custom domains do.")
    return reply(body(here, app, here.domains.set_endpoint(domain, endpoint)))


async def delete(request: Request) -> Response:
    await read_object(request)
    here, app = plane(request), found(request)
    domain = here.domains.find(app, path(request, "domain"))
    gone = body(here, app, domain)
    here.domains.remove(domain)
    return reply(gone)


def _found_domain(request: Request, app: App) -> Domain:
    own, sought = own_domain(app), path(request, "domain")
    if sought.lower() in (own.id, own.hostname):
        return own
    return plane(request).domains.find(app, sought)


def _endpoint(request: Request, app: App, params: Params) -> SniEndpoint | None:
    name = params.reference("sni_endpoint")
    return plane(request).sni_endpoints.find(app, name) if name else None


routes = [
    Route("/apps/{app}/domains", index),
    Route("/apps/{app}/domains", create, methods=["POST"]),
    Route("/apps/{app}/domains/{domain}", show),
    Route("/apps/{app}/domains/{domain}", update, methods=["PATCH"]),
    Route("/apps/{app}/domains/{domain}", delete, methods=["DELETE"]),
]
