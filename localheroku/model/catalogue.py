"""What an app can be made of: regions, stacks and app features, as data."""

from __future__ import annotations

from dataclasses import dataclass

from localheroku.model.identity import stable_id

# When the catalogue's entries came to be; Heroku's fields want a time.
BEGINNING = "2010-01-01T00:00:00Z"
GENERATION = {"id": stable_id("generation", "cedar"), "name": "cedar"}


@dataclass(frozen=True)
class Region:
    """https://devcenter.heroku.com/articles/regions"""

    name: str
    country: str
    locale: str
    description: str
    provider_region: str

    @property
    def id(self) -> str:
        return stable_id("region", self.name)


@dataclass(frozen=True)
class Stack:
    """https://devcenter.heroku.com/articles/stack"""

    name: str
    default: bool = False

    @property
    def id(self) -> str:
        return stable_id("stack", self.name)


@dataclass(frozen=True)
class Feature:
    """https://devcenter.heroku.com/articles/heroku-labs"""

    name: str
    display_name: str
    description: str
    doc_url: str
    state: str = "general"

    @property
    def id(self) -> str:
        return stable_id("feature", self.name)


REGIONS = (
    Region("us", "United States", "Virginia", "United States", "us-east-1"),
    Region("eu", "Ireland", "Dublin", "Europe", "eu-west-1"),
)

STACKS = (Stack("heroku-22"), Stack("heroku-24"), Stack("heroku-26", default=True))

_DOCS = "https://devcenter.heroku.com/articles"
FEATURES = (
    Feature(
        "runtime-dyno-metadata",
        "Dyno Metadata",
        "Puts the app's, the release's and the slug's names into each dyno's environment.",
        f"{_DOCS}/dyno-metadata",
        state="beta",  # so it is for `heroku labs`, while `heroku features` has the general ones
    ),
    Feature(
        "log-runtime-metrics",
        "Log Runtime Metrics",
        "Writes into the log, every 20 seconds, what each dyno uses of memory and processors.",
        f"{_DOCS}/log-runtime-metrics",
        state="beta",
    ),
    Feature(
        "preboot",
        "Preboot",
        "Starts new web dynos before the old ones are stopped.",
        f"{_DOCS}/preboot",
    ),
    Feature(
        "http-session-affinity",
        "Session Affinity",
        "Sends the requests of one client to the same web dyno.",
        f"{_DOCS}/session-affinity",
    ),
)


def default_stack() -> Stack:
    return next(stack for stack in STACKS if stack.default)
