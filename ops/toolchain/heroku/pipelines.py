"""`heroku.pipeline.Pipeline`, and `heroku.pipeline.Coupling`: the stage an app stands in.

https://www.pulumi.com/registry/packages/heroku/api-docs/pipeline/
"""

from __future__ import annotations

import re
from typing import ClassVar

from ops.toolchain.heroku.call import Call
from ops.toolchain.heroku.resource import Found, Property, Resource, one_of, uuid
from ops.toolchain.heroku.values import Values

_NAME = re.compile(r"[a-z][a-z0-9-]{2,29}")


def _name(value: str) -> str | None:
    if _NAME.fullmatch(value):
        return None
    return (
        "a small letter, then small letters, digits and -, 3 to 30 together, are expected; "
        f"found {value!r}."
    )


class Pipeline(Resource):
    token = "heroku:pipeline/pipeline:Pipeline"
    properties: ClassVar = {
        "name": Property(required=True, rule=_name),
        # Has an `id` and a `type`, user or team.
        "owner": Property(type=dict, computed=True, replaces=True),
    }

    def create(self, call: Call, inputs: Values) -> Found:
        owner = inputs.get("owner") or {"id": call.api.get("/account")["id"], "type": "user"}
        pipeline = call.api.post("/pipelines", {"name": inputs["name"], "owner": owner})
        call.kept_id = pipeline["id"]
        return self.read(call, pipeline["id"], {})

    def read(self, call: Call, id: str, outputs: Values) -> Found:
        pipeline = call.api.get(f"/pipelines/{id}")
        owner = {key: pipeline["owner"][key] for key in ("id", "type")}
        return Found(pipeline["id"], {"name": pipeline["name"], "owner": owner})

    def update(self, call: Call, id: str, olds: Values, news: Values) -> Found:
        if news["name"] != olds["name"]:
            call.api.patch(f"/pipelines/{id}", {"name": news["name"]})
        return self.read(call, id, {})

    def delete(self, call: Call, id: str, outputs: Values) -> None:
        call.api.delete(f"/pipelines/{id}")


class Coupling(Resource):
    token = "heroku:pipeline/coupling:Coupling"
    properties: ClassVar = {
        "appId": Property(required=True, replaces=True, rule=uuid),
        "pipeline": Property(required=True, replaces=True, rule=uuid),
        "stage": Property(
            required=True,
            replaces=True,
            rule=one_of("review", "development", "staging", "production"),
        ),
    }

    def create(self, call: Call, inputs: Values) -> Found:
        asked = {"app": inputs["appId"], "pipeline": inputs["pipeline"], "stage": inputs["stage"]}
        coupling = call.api.post("/pipeline-couplings", asked)
        call.kept_id = coupling["id"]
        return self.read(call, coupling["id"], {})

    def read(self, call: Call, id: str, outputs: Values) -> Found:
        coupling = call.api.get(f"/pipeline-couplings/{id}")
        outputs = {
            "appId": coupling["app"]["id"],
            "pipeline": coupling["pipeline"]["id"],
            "stage": coupling["stage"],
        }
        return Found(coupling["id"], outputs)

    def delete(self, call: Call, id: str, outputs: Values) -> None:
        call.api.delete(f"/pipeline-couplings/{id}")
