"""`heroku.drain.Drain`: where an app's log goes.

https://www.pulumi.com/registry/packages/heroku/api-docs/drain/drain/
"""

from __future__ import annotations

import time
from typing import ClassVar

from ops.toolchain.heroku import waiting
from ops.toolchain.heroku.call import Call
from ops.toolchain.heroku.errors import ApiError, ProviderError
from ops.toolchain.heroku.resource import Found, Property, Resource, uuid
from ops.toolchain.heroku.values import Values

# What the platform says when the app is too young, and for how long to try again.
TOO_EARLY = "App hasn't yet been assigned a log channel. Please try again momentarily."
TOO_EARLY_MINUTES = 2


class Drain(Resource):
    token = "heroku:drain/drain:Drain"
    properties: ClassVar = {
        "appId": Property(required=True, replaces=True, rule=uuid),
        "url": Property(replaces=True),
        "sensitiveUrl": Property(replaces=True, secret=True),
        "token": Property(output=True),
    }

    def create(self, call: Call, inputs: Values) -> Found:
        addresses = [inputs[key] for key in ("url", "sensitiveUrl") if inputs.get(key)]
        if len(addresses) != 1:
            raise ProviderError("A drain takes either url or sensitiveUrl, one of them.")
        drain = _made(call, inputs["appId"], addresses[0])
        call.kept_id = drain["id"]
        return self.read(call, drain["id"], inputs)

    def read(self, call: Call, id: str, outputs: Values) -> Found:
        drain = call.api.get(f"/apps/{outputs['appId']}/log-drains/{id}")
        addresses = {key: drain["url"] for key in ("url", "sensitiveUrl") if outputs.get(key)}
        return Found(drain["id"], {"appId": outputs["appId"], "token": drain["token"]} | addresses)

    def adopt(self, call: Call, id: str) -> Found:
        """`id` is `A:<id>`, or `A:<id>:sensitive` for an address with a secret in it."""
        app, _, drain = id.partition(":")
        drain, _, kind = drain.partition(":")
        if not drain or kind not in ("", "sensitive"):
            raise ProviderError(f"APP:DRAIN or APP:DRAIN:sensitive is expected; found {id!r}.")
        app = call.api.get(f"/apps/{app}")["id"]
        return self.read(call, drain, {"appId": app, "sensitiveUrl" if kind else "url": "known"})

    def delete(self, call: Call, id: str, outputs: Values) -> None:
        call.api.delete(f"/apps/{outputs['appId']}/log-drains/{id}")


def _made(call: Call, app: str, url: str) -> Values:
    deadline = time.monotonic() + TOO_EARLY_MINUTES * 60
    for pause in waiting.pauses():
        call.pause(pause)
        try:
            drain: Values = call.api.post(f"/apps/{app}/log-drains", {"url": url})
            return drain
        except ApiError as error:
            if TOO_EARLY not in str(error) or time.monotonic() > deadline:
                raise
    raise AssertionError("the pauses never end")
