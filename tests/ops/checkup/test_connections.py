"""The sum of database connections, with its arithmetic."""

from __future__ import annotations

from typing import Any

from ops.checkup import connections
from ops.checkup.connections import Connections
from ops.checkup.finding import Finding, Level, run
from ops.checkup.table import Table
from tests.ops.checkup.facts import app, row, told

TABLE = Table.read()


def look(*formation: dict[str, Any], plan: str = "essential-0", **other: Any) -> list[Finding]:
    addons = ({"plan": {"name": f"heroku-postgresql:{plan}"}},)
    found = app(formation=(row("release", 0), *formation), **({"addons": addons} | other))
    return list(run(connections.CHECKS, Connections(app=found, table=TABLE, threads=5)))


def test_the_arithmetic_is_shown_where_it_is_well() -> None:
    assert told(look(row("web", 1)), Level.FINE) == [
        "12 of 20 connections: web 1 x 2 workers x 5 threads + release + console (essential-0)"
    ]


def test_more_than_the_plan_allows_is_a_finding() -> None:
    found = told(look(row("web", 2), row("worker", 3)))

    assert found == [
        "Up to 25 database connections, and essential-0 allows 20: "
        "web 2 x 2 workers x 5 threads + worker 3 + release + console"
    ]


def test_a_larger_dyno_has_more_workers_unless_a_config_var_says_how_many() -> None:
    large = row("web", 1, "Performance-L")

    assert "17 workers" in told(look(large))[0]
    assert told(look(large, watched={"WEB_CONCURRENCY": "2"})) == []


def test_a_larger_plan_has_room() -> None:
    assert told(look(row("web", 2), plan="standard-0")) == []


def test_a_plan_that_nobody_knows_is_a_note() -> None:
    assert "the limit of odd-1 is not known" in told(look(plan="odd-1"), Level.NOTE)[0]


def test_no_database_is_a_finding() -> None:
    assert told(look(row("web", 1), addons=())) == ["The app has no database"]
