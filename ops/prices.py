"""What a change of dynos and database costs, by the prices that Heroku itself tells."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ops.events import Events, Step
from ops.heroku_api import HerokuApi
from ops.reporting.markdown import one_per_resource

ADDON, FORMATION = "heroku:addon/addon:Addon", "heroku:formation/formation:Formation"


def told(heroku: HerokuApi, events: Events) -> Iterator[str]:
    """A line for each change, and their sum; nothing when nothing of it has a price."""
    costs = {step.name: _change(heroku, step) for step in one_per_resource(events.steps)}
    costs = {name: cents for name, cents in costs.items() if cents}
    for name, cents in sorted(costs.items()):
        yield f"{name:16} {_dollars(cents)}"
    if costs:
        yield f"{'together':16} {_dollars(sum(costs.values()))} a month, counted by the second"


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
