"""What a change costs is told from Heroku's own prices; a real localheroku has them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from ops import prices
from ops.events import Events, Step
from ops.heroku_api import HerokuApi
from tests.localheroku.platform import KEY, Platform


@pytest.fixture(scope="module")
def heroku(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HerokuApi]:
    platform = Platform(tmp_path_factory.mktemp("prices") / "data")
    with HerokuApi(platform.address, KEY) as heroku:
        yield heroku
    platform.remove()


def told(heroku: HerokuApi, *steps: Step) -> list[str]:
    events = Events(steps=steps, counts={}, errors=())
    return [" ".join(line.split()) for line in prices.told(heroku, events)]


def change(op: str, type: str, name: str, old: Any = None, new: Any = None) -> Step:
    return Step(op=op, type=type, name=name, protected=False, old=old or {}, new=new or {})


def dynos(quantity: int, size: str) -> dict[str, Any]:
    return {"type": "web", "quantity": quantity, "size": size}


def test_what_is_made_costs_its_price(heroku: HerokuApi) -> None:
    said = told(
        heroku,
        change("create", prices.ADDON, "postgres", new={"plan": "heroku-postgresql:essential-0"}),
        change("create", prices.FORMATION, "formation-web", new=dynos(2, "standard-1x")),
        change("create", "heroku:app/app:App", "app", new={"name": "my-site"}),
    )

    assert said == [
        "formation-web +$50",
        "postgres +$5",
        "together +$55 a month, counted by the second",
    ]


def test_a_change_costs_the_difference(heroku: HerokuApi) -> None:
    bigger = change(
        "update", prices.FORMATION, "formation-web", dynos(1, "basic"), dynos(1, "standard-2x")
    )
    gone = change("delete", prices.FORMATION, "formation-worker", dynos(1, "basic"))

    assert told(heroku, bigger, gone)[-1] == "together +$36 a month, counted by the second"


def test_what_costs_the_same_is_not_told(heroku: HerokuApi) -> None:
    same = change("update", prices.FORMATION, "web", dynos(1, "basic"), dynos(1, "basic"))

    assert told(heroku, same) == []


def test_a_price_that_nobody_tells_stops_nothing(heroku: HerokuApi) -> None:
    addon = change("create", prices.ADDON, "postgres", new={"plan": "heroku-postgresql:secret"})

    assert told(heroku, addon) == ["postgres its price could not be read"]
