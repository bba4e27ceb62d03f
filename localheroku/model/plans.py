"""Add-on services and their plans: https://elements.heroku.com/addons/heroku-postgresql"""

from __future__ import annotations

from dataclasses import dataclass

from localheroku.model.identity import stable_id


@dataclass(frozen=True)
class Service:
    """`attachment` names an app's first attachment; others are `HEROKU_<prefix>_<COLOUR>`."""

    name: str
    human_name: str
    attachment: str
    prefix: str
    cli_plugin_name: str | None

    @property
    def id(self) -> str:
        return stable_id("addon-service", self.name)


@dataclass(frozen=True)
class Plan:
    """`name` is `service:plan`, `cents` a month; `connections` and `tables` at a time, if limited.

    https://devcenter.heroku.com/articles/heroku-postgres-plans
    """

    name: str
    human_name: str
    cents: int
    gigabytes: int
    connections: int
    tables: int | None = None
    default: bool = False

    @property
    def id(self) -> str:
        return stable_id("plan", self.name)

    @property
    def service(self) -> Service:
        return service(self.name.partition(":")[0])

    @property
    def tier(self) -> str:
        """`essential`, `standard` …"""
        return self.name.partition(":")[2].rpartition("-")[0]


SERVICES = (
    Service("heroku-postgresql", "Heroku Postgres", "DATABASE", "POSTGRESQL", "heroku-postgresql"),
)

PLANS = (
    Plan("heroku-postgresql:essential-0", "Essential 0", 500, 1, 20, 4000, default=True),
    Plan("heroku-postgresql:essential-1", "Essential 1", 900, 10, 20, 4000),
    Plan("heroku-postgresql:essential-2", "Essential 2", 2000, 32, 40, 4000),
    Plan("heroku-postgresql:standard-0", "Standard 0", 5000, 64, 120),
    Plan("heroku-postgresql:standard-2", "Standard 2", 20000, 256, 400),
    Plan("heroku-postgresql:premium-0", "Premium 0", 20000, 64, 120),
)

# What an attachment without a name is called:
# https://devcenter.heroku.com/articles/managing-add-ons
# fmt: off
COLOURS = (
    "AMBER", "AQUA", "BLACK", "BLUE", "BRONZE", "BROWN", "COBALT", "COPPER", "CRIMSON", "CYAN",
    "GOLD", "GRAY", "GREEN", "IVORY", "JADE", "MAROON", "MAUVE", "NAVY", "OLIVE", "ONYX", "ORANGE",
    "PINK", "PURPLE", "RED", "ROSE", "SILVER", "TEAL", "VIOLET", "WHITE", "YELLOW",
)
# fmt: on


def service(name: str) -> Service:
    return next(service for service in SERVICES if service.name == name)


def plan(name: str) -> Plan | None:
    """The plan of this name or id, or the default plan of the service of this name."""
    for candidate in PLANS:
        if name in (candidate.name, candidate.id):
            return candidate
        if candidate.default and name in (candidate.service.name, candidate.service.id):
            return candidate
    return None
