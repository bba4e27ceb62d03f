"""`heroku.addon.Addon` and `heroku.addon.Attachment`.

https://www.pulumi.com/registry/packages/heroku/api-docs/addon/
"""

from __future__ import annotations

import re
import threading
import time
from typing import ClassVar

from ops.toolchain.heroku import config_vars, waiting
from ops.toolchain.heroku.call import Call
from ops.toolchain.heroku.errors import FailedError
from ops.toolchain.heroku.resource import Found, Property, Resource, uuid
from ops.toolchain.heroku.values import Values

# The platform can't add two add-ons to an app at the same time; the official provider has the
# same lock, over all apps.
_one_at_a_time = threading.Lock()

_NAME = re.compile(r"[a-zA-Z][A-Za-z0-9_-]{1,255}")


def _name(value: str) -> str | None:
    if _NAME.fullmatch(value):
        return None
    return f"a letter, then letters, digits, _ and - are expected, up to 256; found {value!r}."


class Addon(Resource):
    token = "heroku:addon/addon:Addon"
    properties: ClassVar = {
        "appId": Property(required=True, replaces=True, rule=uuid),
        "plan": Property(required=True),
        "name": Property(computed=True, rule=_name),
        "config": Property(type=dict, replaces=True),
        "providerId": Property(output=True),
        "configVars": Property(type=list, output=True),
        "configVarValues": Property(type=dict, output=True, secret=True),
    }

    def create(self, call: Call, inputs: Values) -> Found:
        with _one_at_a_time:
            addon = self._provisioned(call, inputs)
        return self._look(call, addon, inputs)

    def read(self, call: Call, id: str, outputs: Values) -> Found | None:
        return self._look(call, id, outputs) if call.api.exists(f"/addons/{id}") else None

    def update(self, call: Call, id: str, olds: Values, news: Values) -> Found:
        plan_changed = news["plan"] != olds["plan"]
        # As the official provider sends it: an empty plan is the present one.
        asked = {"plan": news["plan"] if plan_changed else ""}
        if news["name"] != olds["name"]:
            asked["name"] = news["name"]
        addon = call.api.patch(f"/apps/{news['appId']}/addons/{id}", asked)
        return self._look(call, addon["id"], news)

    def delete(self, call: Call, id: str, outputs: Values) -> None:
        call.api.delete(f"/apps/{outputs['appId']}/addons/{id}")

    def _provisioned(self, call: Call, inputs: Values) -> str:
        """The id of a new add-on that is ready for use.

        An interrupt does not end the wait: the engine learns the id only afterwards, and without
        it the add-on would stand in the way of the next `up`.
        """
        path = f"/apps/{inputs['appId']}"
        asked = {"plan": inputs["plan"], "confirm": call.api.get(path)["name"]}
        asked |= {key: inputs[key] for key in ("name", "config") if inputs.get(key)}
        addon = call.api.post(f"{path}/addons", asked)
        seen = waiting.until(
            time.sleep,
            lambda: call.api.get(f"{path}/addons/{addon['id']}"),
            lambda seen: seen["state"] != "provisioning",
            minutes=call.settings.addon_create_timeout,
        )
        if seen["state"] != "provisioned":
            raise FailedError(f"Add-on {seen['name']} became {seen['state']}, not provisioned.")
        if call.settings.addon_config_vars_in_state:
            names = set(addon["config_vars"])
            waiting.until(
                time.sleep,
                lambda: config_vars.read(call, inputs["appId"]),
                lambda found: names <= found.keys(),
                minutes=call.settings.addon_create_timeout,
            )
        return str(addon["id"])

    def _look(self, call: Call, id: str, known: Values) -> Found:
        addon = call.api.get(f"/addons/{id}")
        app, names = addon["app"]["id"], addon["config_vars"]
        values = {}
        if call.settings.addon_config_vars_in_state:
            found = config_vars.read(call, app)
            values = {name: found[name] for name in names if name in found}
        # A program that names only the service takes whatever plan there is.
        plan, wanted = addon["plan"]["name"], known.get("plan", "")
        outputs = {
            "appId": app,
            "plan": plan.partition(":")[0] if wanted and ":" not in wanted else plan,
            "name": addon["name"],
            "config": known.get("config"),
            "providerId": addon["provider_id"],
            "configVars": names,
            "configVarValues": values,
        }
        return Found(addon["id"], outputs)


class Attachment(Resource):
    token = "heroku:addon/attachment:Attachment"
    properties: ClassVar = {
        "appId": Property(required=True, replaces=True, rule=uuid),
        "addonId": Property(required=True, replaces=True),
        "name": Property(computed=True, replaces=True),
        "namespace": Property(computed=True, replaces=True),
    }

    def create(self, call: Call, inputs: Values) -> Found:
        asked = {"addon": inputs["addonId"], "app": inputs["appId"]}
        asked |= {key: inputs[key] for key in ("name", "namespace") if inputs.get(key)}
        attachment = call.api.post("/addon-attachments", asked)
        call.kept_id = attachment["id"]
        return self.read(call, attachment["id"], {})

    def read(self, call: Call, id: str, outputs: Values) -> Found:
        attachment = call.api.get(f"/addon-attachments/{id}")
        outputs = {
            "appId": attachment["app"]["id"],
            "addonId": attachment["addon"]["id"],
            "name": attachment["name"],
            "namespace": attachment["namespace"],
        }
        return Found(attachment["id"], outputs)

    def delete(self, call: Call, id: str, outputs: Values) -> None:
        call.api.delete(f"/addon-attachments/{id}")
