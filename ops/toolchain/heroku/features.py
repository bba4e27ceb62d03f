"""`heroku.app.Feature`, such as preboot.

https://www.pulumi.com/registry/packages/heroku/api-docs/app/feature/
"""

from __future__ import annotations

from typing import ClassVar

from ops.toolchain.heroku.call import Call
from ops.toolchain.heroku.resource import Found, Property, Resource, two_parts, uuid
from ops.toolchain.heroku.values import Values


class Feature(Resource):
    token = "heroku:app/feature:Feature"
    properties: ClassVar = {
        "appId": Property(required=True, replaces=True, rule=uuid),
        "name": Property(required=True, replaces=True),
        "enabled": Property(type=bool, default=True),
    }

    def create(self, call: Call, inputs: Values) -> Found:
        app = inputs["appId"]
        path = f"/apps/{app}/features/{inputs['name']}"
        feature = call.api.patch(path, {"enabled": inputs["enabled"]})
        return self.read(call, f"{app}:{feature['id']}", {})

    def read(self, call: Call, id: str, outputs: Values) -> Found:
        app, name = two_parts(id)
        feature = call.api.get(f"/apps/{app}/features/{name}")
        return Found(
            f"{app}:{feature['id']}",
            {"appId": app, "name": feature["name"], "enabled": feature["enabled"]},
        )

    def update(self, call: Call, id: str, olds: Values, news: Values) -> Found:
        return self.create(call, news)

    def delete(self, call: Call, id: str, outputs: Values) -> None:
        app, feature = two_parts(id)
        call.api.patch(f"/apps/{app}/features/{feature}", {"enabled": False})
