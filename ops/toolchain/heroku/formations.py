"""`heroku.formation.Formation`: how many dynos of a process type, and how big.

https://www.pulumi.com/registry/packages/heroku/api-docs/formation/formation/
"""

from __future__ import annotations

from typing import ClassVar

from ops.toolchain.heroku.call import Call
from ops.toolchain.heroku.resource import Found, Property, Resource, two_parts, uuid
from ops.toolchain.heroku.values import Value, Values


class Formation(Resource):
    """There is no create and no delete on the platform: a formation is there with the slug."""

    token = "heroku:formation/formation:Formation"
    properties: ClassVar = {
        "appId": Property(required=True, replaces=True, rule=uuid),
        "type": Property(required=True),
        "quantity": Property(type=int, required=True),
        "size": Property(required=True),
    }

    def same(self, key: str, old: Value, new: Value) -> bool:
        """The platform says `Standard-1X` where a program may say `standard-1x`."""
        if key == "size" and isinstance(old, str) and isinstance(new, str):
            return old.casefold() == new.casefold()
        return super().same(key, old, new)

    def create(self, call: Call, inputs: Values) -> Found:
        return self._change(call, inputs, {key: inputs[key] for key in ("quantity", "size")})

    def read(self, call: Call, id: str, outputs: Values) -> Found:
        return _found(call.api.get(f"/apps/{outputs['appId']}/formation/{id}"))

    def adopt(self, call: Call, id: str) -> Found:
        app, type = two_parts(id)
        return _found(call.api.get(f"/apps/{app}/formation/{type}"))

    def update(self, call: Call, id: str, olds: Values, news: Values) -> Found:
        changed = {
            key: news[key]
            for key in ("quantity", "size")
            if not self.same(key, olds.get(key), news[key])
        }
        return self._change(call, news, changed)

    def _change(self, call: Call, inputs: Values, changed: Values) -> Found:
        path = f"/apps/{inputs['appId']}"
        call.api.get(path)  # the official provider makes sure of the app first
        formation = call.api.patch(f"{path}/formation/{inputs['type']}", changed)
        call.kept_id = formation["id"]
        return self.read(call, formation["id"], inputs)


def _found(formation: Values) -> Found:
    outputs = {
        "appId": formation["app"]["id"],
        "type": formation["type"],
        "quantity": formation["quantity"],
        "size": formation["size"],
    }
    return Found(formation["id"], outputs)
