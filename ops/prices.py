"""What a change of dynos and database costs, by the prices that Heroku itself tells."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ops.errors import OpsError
from ops.events import Events, Step
from ops.heroku_api import HerokuApi
from ops.reporting.markdown import one_per_resource

ADDON, FORMATION = "heroku:addon/addon:Addon", "heroku:formation/formation:Formation"


def told(heroku: HerokuApi, events: Events) -> Iterator[str]:
    """A line for each change, and their sum; nothing when nothing of it has a price."""
    total = 0
    for step in sorted(one_per_resource(events.steps), key=lambda step: step.name):
        try:
            cents = _change(heroku, step)
        except OpsError:  # to be told a price is no reason to go no further
            yield f"{step.name:16} its price could not be read"
            continue
        total += cents
        if cents:
            yield f"{step.name:16} {_dollars(cents)}"
    if total:
        yield f"{'together':16} {_dollars(total)} a month, counted by the second"


def _change(heroku: HerokuApi, step: Step) -> int:
    """In US cents a month."""
    if step.type not in (ADDON, FORMATION):
        return 0
    then = {} if step.op == "delete" else step.new
    return _price(heroku, step.type, then) - _price(heroku, step.type, step.old)


def _price(heroku: HerokuApi, kind: str, inputs: dict[str, Any]) -> int:
    if not inputs:
        return 0
    if kind == ADDON:
        return int(heroku.get(f"/plans/{inputs['plan']}")["price"]["cents"])
    cost = heroku.get(f"/dyno-sizes/{inputs['size']}")["cost"] or {"cents": 0}
    return int(inputs["quantity"]) * int(cost["cents"])


def _dollars(cents: int) -> str:
    return f"{'-' if cents < 0 else '+'}${abs(cents) / 100:,.0f}"
