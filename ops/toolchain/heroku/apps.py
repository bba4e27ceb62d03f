"""`heroku.app.App`.

https://www.pulumi.com/registry/packages/heroku/api-docs/app/app/
"""

from __future__ import annotations

from typing import ClassVar

from ops.toolchain.heroku import config_vars
from ops.toolchain.heroku.call import Call
from ops.toolchain.heroku.resource import Found, Property, Resource
from ops.toolchain.heroku.values import Value, Values


def _no_teams(_value: Value) -> str:
    return "teams and spaces are not in the stand-in provider; leave it out for a trial."


class App(Resource):
    token = "heroku:app/app:App"
    properties: ClassVar = {
        "name": Property(required=True),
        "region": Property(required=True, replaces=True),
        "stack": Property(computed=True),
        "buildpacks": Property(type=list, computed=True),
        "configVars": Property(type=dict, computed=True, rule=config_vars.strings()),
        "sensitiveConfigVars": Property(
            type=dict, computed=True, secret=True, rule=config_vars.strings()
        ),
        "acm": Property(type=bool, computed=True),
        "internalRouting": Property(type=bool, computed=True, replaces=True),
        "space": Property(replaces=True, rule=_no_teams),
        "organization": Property(type=dict, rule=_no_teams),
        "allConfigVars": Property(type=dict, output=True, secret=True),
        "gitUrl": Property(output=True),
        "webUrl": Property(output=True),
        "herokuHostname": Property(output=True),
        "uuid": Property(output=True),
    }

    def create(self, call: Call, inputs: Values) -> Found:
        asked = {key: inputs[key] for key in ("name", "region", "stack") if key in inputs}
        app = call.api.post("/apps", asked)["id"]
        call.kept_id = app
        # The official provider does this for an empty map too.
        config_vars.write(call, app, old={}, new=_given_vars(inputs))
        if inputs.get("buildpacks"):
            _install_buildpacks(call, app, inputs["buildpacks"])
        if inputs.get("acm"):
            call.api.post(f"/apps/{app}/acm")
        found = _look(call, app, inputs)
        call.pause(call.settings.post_app_create_delay)
        return found

    def read(self, call: Call, id: str, outputs: Values) -> Found | None:
        return _look(call, id, outputs) if call.api.exists(f"/apps/{id}") else None

    def update(self, call: Call, id: str, olds: Values, news: Values) -> Found:
        changed = {
            parameter: news[key]
            for key, parameter in (("name", "name"), ("stack", "build_stack"))
            if key in news and news[key] != olds.get(key)
        }
        call.api.patch(f"/apps/{id}", changed)
        if "buildpacks" in news and news["buildpacks"] != olds.get("buildpacks"):
            _install_buildpacks(call, id, news["buildpacks"])
        self._update_vars(call, id, olds, news)
        if "acm" in news and news["acm"] != olds.get("acm"):
            (call.api.post if news["acm"] else call.api.delete)(f"/apps/{id}/acm")
        return _look(call, id, news)

    def delete(self, call: Call, id: str, outputs: Values) -> None:
        call.api.delete(f"/apps/{id}")

    def _update_vars(self, call: Call, id: str, olds: Values, news: Values) -> None:
        """Only a map that changed is sent; what nothing changed in is sent as an empty one."""
        maps = ("configVars", "sensitiveConfigVars")
        changed = [key for key in maps if key in news and news[key] != olds.get(key, {})]
        old, new = (
            config_vars.together(*(values.get(key, {}) if key in changed else {} for key in maps))
            for values in (olds, news)
        )
        config_vars.write(call, id, old=old, new=new, keep=id)


def _given_vars(inputs: Values) -> config_vars.Vars:
    return config_vars.together(inputs.get("configVars", {}), inputs.get("sensitiveConfigVars", {}))


def _install_buildpacks(call: Call, app: str, buildpacks: list[str]) -> None:
    updates = [{"buildpack": buildpack} for buildpack in buildpacks]
    call.api.put(f"/apps/{app}/buildpack-installations", {"updates": updates})


def _look(call: Call, id: str, known: Values) -> Found:
    """The app, its buildpacks and its config vars; of these, those that are known."""
    app = call.api.get(f"/apps/{id}")
    installations = call.api.get(f"/apps/{id}/buildpack-installations")
    found = config_vars.read(call, id)
    web_url: str = app["web_url"] or ""
    outputs = {
        "name": app["name"],
        "region": app["region"]["name"],
        "stack": app["build_stack"]["name"],
        "buildpacks": [each["buildpack"]["name"] for each in installations],
        "configVars": config_vars.known(known.get("configVars", {}), found),
        "sensitiveConfigVars": config_vars.known(known.get("sensitiveConfigVars", {}), found),
        "acm": app["acm"],
        "internalRouting": bool(app.get("internal_routing")),
        "allConfigVars": found if call.settings.app_config_vars_in_state else {},
        "gitUrl": app["git_url"],
        "webUrl": web_url,
        "herokuHostname": web_url.partition("://")[2].removesuffix("/"),
        "uuid": app["id"],
    }
    return Found(app["id"], outputs)
