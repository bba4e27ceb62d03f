"""Dynos against the Procfile, and sizes against the platform's rules."""

from __future__ import annotations

from typing import Any

from ops.checkup import processes
from ops.checkup.finding import Finding, Level, run
from ops.checkup.processes import Processes
from tests.ops.checkup.facts import app, row, state, told


def look(
    *formation: dict[str, Any], declared: tuple[str, ...] | None = ("release", "web"), **other: Any
) -> list[Finding]:
    found = app(**({"formation": formation} if formation else {}), **other)
    return list(run(processes.CHECKS, Processes(app=found, declared=declared)))


def test_as_in_the_procfile_is_fine() -> None:
    assert told(look(), Level.FINE) == ["processes as in web/Procfile: release, web", "up: web.1"]


def test_no_procfile_is_a_finding() -> None:
    assert told(look(declared=None)) == ["There is no Procfile"]


def test_a_type_that_the_app_does_not_know_yet_is_a_note() -> None:
    found = told(look(declared=("release", "web", "worker")), Level.NOTE)

    assert found == ["worker is in web/Procfile, and the app doesn't know it yet"]


def test_dynos_of_a_type_that_the_procfile_lacks_are_a_finding() -> None:
    found = told(look(row("release", 0), row("web", 1), row("worker", 2)))

    assert found == ["worker is not in web/Procfile, and the app has 2 dynos of it"]


def test_no_web_dyno_is_a_finding_unless_the_code_wants_it_so() -> None:
    none = (row("release", 0), row("web", 0))

    assert told(look(*none)) == ["web has no dyno, so visitors get an error page"]
    assert told(look(*none, state=state(wanted={"web": 0}))) == []


def test_a_scaled_release_process_is_a_finding() -> None:
    assert "release has 1 dyno" in told(look(row("release", 1), row("web", 1)))[0]


def test_another_quantity_than_the_code_s_is_a_note() -> None:
    found = told(look(row("release", 0), row("web", 3)), Level.NOTE)

    assert found == ["web has 3 dynos; the code says 1"]


def test_crashed_dynos_are_named() -> None:
    dynos = ({"name": "web.1", "type": "web", "state": "crashed"},)

    assert told(look(dynos=dynos)) == ["Crashed: web.1"]


def test_sizes_that_can_not_stand_together_are_a_finding() -> None:
    mixed = (row("web", 1, "Basic"), row("worker", 1, "Standard-1X"))
    found = told(look(*mixed, declared=("web", "worker")))

    assert found == ["Basic, Standard-1X dynos can't stand in one app"]


def test_a_small_size_has_one_dyno_at_most() -> None:
    found = told(look(row("release", 0), row("web", 2, "Basic"), state=state(wanted={"web": 2})))

    assert found == ["web has 2 Basic dynos; one is the most"]
