"""`heroku.app.Release`: runs a slug on an app, promoted or rolled back to.

https://www.pulumi.com/registry/packages/heroku/api-docs/app/release/
"""

from __future__ import annotations

from typing import ClassVar

from ops.toolchain.heroku import waiting
from ops.toolchain.heroku.call import Call
from ops.toolchain.heroku.errors import ProviderError
from ops.toolchain.heroku.resource import Found, Property, Resource, uuid
from ops.toolchain.heroku.values import Values


class Release(Resource):
    token = "heroku:app/release:Release"
    properties: ClassVar = {
        "appId": Property(required=True, replaces=True, rule=uuid),
        "slugId": Property(required=True, replaces=True),
        "description": Property(computed=True),
    }

    def create(self, call: Call, inputs: Values) -> Found:
        app = inputs["appId"]
        asked = {"slug": inputs["slugId"]}
        if inputs.get("description"):
            asked["description"] = inputs["description"]
        release = call.api.post(f"/apps/{app}/releases", asked)
        # Kept only when it succeeded: the next `up` tries again.
        return _found(waiting.for_release(call, app, release["id"]))

    def read(self, call: Call, id: str, outputs: Values) -> Found:
        return _found(call.api.get(f"/apps/{outputs['appId']}/releases/{id}"))

    def adopt(self, call: Call, id: str) -> Found:
        releases = call.api.get(f"/apps/{id}/releases", headers=waiting.NEWEST_FIRST)
        if not releases or not releases[0]["current"]:
            raise ProviderError(f"The newest release of app {id} is not the current one.")
        return _found(releases[0])

    def update(self, call: Call, id: str, olds: Values, news: Values) -> Found:
        raise ProviderError("A release's description can't be changed; make a new release.")


def _found(release: Values) -> Found:
    slug = release["slug"] or {}
    outputs = {
        "appId": release["app"]["id"],
        "slugId": slug.get("id"),
        "description": release["description"],
    }
    return Found(release["id"], outputs)
