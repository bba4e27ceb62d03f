"""`heroku.app.ConfigAssociation`: config vars, set apart from their app.

https://www.pulumi.com/registry/packages/heroku/api-docs/app/configassociation/
"""

from __future__ import annotations

from typing import ClassVar

from ops.toolchain.heroku import config_vars
from ops.toolchain.heroku.call import Call
from ops.toolchain.heroku.errors import ProviderError
from ops.toolchain.heroku.resource import Found, Property, Resource, uuid
from ops.toolchain.heroku.values import Values

MAPS = ("vars", "sensitiveVars")


class ConfigAssociation(Resource):
    token = "heroku:app/configAssociation:ConfigAssociation"
    properties: ClassVar = {
        "appId": Property(required=True, rule=uuid),
        "vars": Property(type=dict, rule=config_vars.strings()),
        "sensitiveVars": Property(type=dict, secret=True, rule=config_vars.strings()),
    }

    def create(self, call: Call, inputs: Values) -> Found:
        app = inputs["appId"]
        config_vars.write(call, app, old={}, new=_both(inputs))
        return _look(call, app, inputs)

    def read(self, call: Call, id: str, outputs: Values) -> Found:
        return _look(call, outputs["appId"], outputs)

    def adopt(self, call: Call, id: str) -> Found:
        raise ProviderError("A ConfigAssociation can't be imported; declare it and run `up`.")

    def update(self, call: Call, id: str, olds: Values, news: Values) -> Found:
        """Only a map that changed is sent, with null for what is gone from it."""
        changed = [key for key in MAPS if news.get(key, {}) != olds.get(key, {})]
        old, new = (
            config_vars.together(*(values.get(key, {}) if key in changed else {} for key in MAPS))
            for values in (olds, news)
        )
        config_vars.write(call, news["appId"], old=old, new=new, keep=id)
        return _look(call, news["appId"], news)

    def delete(self, call: Call, id: str, outputs: Values) -> None:
        config_vars.write(call, outputs["appId"], old=_both(outputs), new={})


def _both(values: Values) -> config_vars.Vars:
    return config_vars.together(*(values.get(key, {}) for key in MAPS))


def _look(call: Call, app: str, known: Values) -> Found:
    found = config_vars.read(call, app)
    maps = {key: config_vars.known(known[key], found) for key in MAPS if key in known}
    return Found(f"config:{app}", {"appId": app} | maps)
