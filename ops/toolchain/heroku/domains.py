"""`heroku.domain.Domain`.

https://www.pulumi.com/registry/packages/heroku/api-docs/domain/domain/
"""

from __future__ import annotations

from typing import ClassVar

from ops.toolchain.heroku.call import Call
from ops.toolchain.heroku.resource import Found, Property, Resource, two_parts, uuid
from ops.toolchain.heroku.values import Values


class Domain(Resource):
    token = "heroku:domain/domain:Domain"
    properties: ClassVar = {
        "appId": Property(required=True, replaces=True, rule=uuid),
        "hostname": Property(required=True, replaces=True),
        "sniEndpointId": Property(),
        "cname": Property(output=True),
    }

    def create(self, call: Call, inputs: Values) -> Found:
        asked = {"hostname": inputs["hostname"], "sni_endpoint": inputs.get("sniEndpointId")}
        domain = call.api.post(f"/apps/{inputs['appId']}/domains", asked)
        call.kept_id = domain["id"]
        found = _found(call, domain, inputs)
        call.pause(call.settings.post_domain_create_delay)
        return found

    def read(self, call: Call, id: str, outputs: Values) -> Found:
        domain = call.api.get(f"/apps/{outputs['appId']}/domains/{id}")
        return _found(call, domain, outputs)

    def adopt(self, call: Call, id: str) -> Found:
        app, domain = two_parts(id)
        return _found(call, call.api.get(f"/apps/{app}/domains/{domain}"), {})

    def update(self, call: Call, id: str, olds: Values, news: Values) -> Found:
        asked = {"sni_endpoint": news.get("sniEndpointId", "")}
        domain = call.api.patch(f"/apps/{news['appId']}/domains/{id}", asked)
        return _found(call, domain, news)

    def delete(self, call: Call, id: str, outputs: Values) -> None:
        call.api.delete(f"/apps/{outputs['appId']}/domains/{id}")


def _found(call: Call, domain: Values, known: Values) -> Found:
    app = domain["app"]["id"]
    # With automated certificates the endpoint is Heroku's to choose, and to change.
    automated = call.api.get(f"/apps/{app}")["acm"]
    endpoint = domain["sni_endpoint"]
    outputs = {
        "appId": app,
        "hostname": domain["hostname"],
        "sniEndpointId": endpoint["id"]
        if endpoint and not automated
        else known.get("sniEndpointId"),
        "cname": domain["cname"],
    }
    return Found(domain["id"], outputs)
