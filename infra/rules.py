"""Heroku's rules, checked here so that a mistake costs no call and leaves nothing half done."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

# https://devcenter.heroku.com/articles/platform-api-reference#app
APP_NAME = re.compile(r"[a-z][a-z0-9-]{1,28}[a-z0-9]", re.ASCII)
APP_NAME_RULE = (
    "3 to 30 lower-case letters, digits and dashes, with a letter first and no dash at the end"
)

# As the provider checks it.
PIPELINE_NAME = re.compile(r"[a-z][a-z0-9-]{2,29}", re.ASCII)
PIPELINE_NAME_RULE = "3 to 30 lower-case letters, digits and dashes, with a letter first"

# https://devcenter.heroku.com/articles/platform-api-reference#add-on
ADDON_NAME = re.compile(r"[a-zA-Z][A-Za-z0-9_-]+", re.ASCII)
ADDON_NAME_RULE = "letters, digits, dashes and underscores, with a letter first"

# The regions of the Common Runtime: https://devcenter.heroku.com/articles/regions
REGIONS = ("us", "eu")

# https://devcenter.heroku.com/articles/stack (heroku-22 ends on 30 April 2027)
STACK_IMAGES = ("heroku-22", "heroku-24", "heroku-26")

# https://devcenter.heroku.com/articles/pipelines
STAGES = ("development", "review", "staging", "production")

# The plans that can be had today: https://devcenter.heroku.com/articles/heroku-postgres-plans
POSTGRES_PLAN = re.compile(r"essential-[0-2]|(standard|premium)-\d+", re.ASCII)
POSTGRES_PLAN_RULE = "essential-0 to essential-2, standard-N or premium-N"

# https://devcenter.heroku.com/articles/custom-domains; *. covers all direct subdomains.
HOSTNAME = re.compile(
    r"(?=.{4,253}$)(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]", re.ASCII
)

# https://devcenter.heroku.com/articles/log-drains
LOG_DRAIN = re.compile(r"(https|syslog|syslog\+tls)://\S+", re.ASCII)

FEATURE_NAME = re.compile(r"[a-z0-9][a-z0-9-]*", re.ASCII)

# https://devcenter.heroku.com/articles/config-vars#config-var-policies
CONFIG_VAR = re.compile(r"(?!__)[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
CONFIG_VAR_RULE = "letters, digits and underscores, not starting with a digit or __"

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)

# A limit of the platform: https://devcenter.heroku.com/articles/limits
MAX_DYNOS = 100


@dataclass(frozen=True, kw_only=True)
class Process:
    """One row of the formation; `size` as Heroku spells it."""

    type: str
    quantity: int
    size: str


@dataclass(frozen=True, kw_only=True)
class DynoSize:
    """`most` dynos per process type. Sizes of different mixes can't stand in one app."""

    name: str
    mix: str
    most: int


# https://devcenter.heroku.com/articles/dyno-types
# Private and Shield sizes need a space, which this program doesn't make.
DYNO_SIZES = {
    size.name.lower(): size
    for size in (
        DynoSize(name="Eco", mix="eco", most=1),
        DynoSize(name="Basic", mix="basic", most=1),
        DynoSize(name="Standard-1X", mix="professional", most=MAX_DYNOS),
        DynoSize(name="Standard-2X", mix="professional", most=MAX_DYNOS),
        DynoSize(name="Performance-M", mix="professional", most=10),
        DynoSize(name="Performance-L", mix="professional", most=10),
        DynoSize(name="Performance-L-RAM", mix="professional", most=10),
        DynoSize(name="Performance-XL", mix="professional", most=10),
        DynoSize(name="Performance-2XL", mix="professional", most=10),
    )
}


def mixed_sizes(processes: Sequence[Process]) -> list[str]:
    """The sizes, when they can't stand together in one app; else nothing."""
    sizes = {DYNO_SIZES[process.size.lower()] for process in processes}
    if len({size.mix for size in sizes}) < 2:
        return []
    return sorted(size.name for size in sizes)
