"""Protection, stage, domains and maintenance mode."""

from __future__ import annotations

from typing import Any

from ops.checkup import protection
from ops.checkup.app import App
from ops.checkup.finding import Level, run
from ops.place import Hands
from tests.ops.checkup.facts import app, state, told


def production(**other: Any) -> App:
    return app(stage="production", state=state(stack="production", stage="production", **other))


def domain(**other: Any) -> dict[str, Any]:
    return {
        "kind": "custom",
        "hostname": "www.example.com",
        "cname": "x.herokudns.com",
        "sni_endpoint": None,
        "acm_status": None,
        "acm_status_reason": None,
    } | other


def told_of(found: App, level: Level = Level.BAD) -> list[str]:
    return told(run(protection.CHECKS, found), level)


def test_production_is_protected() -> None:
    assert told_of(production(), Level.FINE) == [
        "app and database are protected from a destroy by accident"
    ]


def test_production_without_protection_is_a_finding() -> None:
    assert told_of(production(unprotected=("app", "postgres"))) == [
        "Nothing protects from a destroy by accident: app, postgres"
    ]


def test_other_stages_need_none() -> None:
    assert told_of(app(state=state(unprotected=("app",)))) == []


def test_another_stage_than_the_code_s_is_a_finding() -> None:
    assert told_of(app(stage="development")) == [
        "The app's stage is development; the code says staging"
    ]


def test_maintenance_mode_is_a_finding() -> None:
    found = told_of(app(body={"maintenance": True, "acm": False}))

    assert found == ["Maintenance mode is on: visitors get a page that says so"]


def test_a_domain_without_a_certificate_is_a_finding() -> None:
    assert told_of(app(domains=(domain(),))) == [
        "No certificate, and nobody makes one: www.example.com"
    ]


def test_a_certificate_that_could_not_be_made_is_a_finding_where_one_can_be() -> None:
    failed = domain(acm_status="failed", acm_status_reason="CNAME mismatch")
    ill = app(body={"maintenance": False, "acm": True}, domains=(failed,))
    here = app(hands=Hands(is_trial=True), body=ill.body, domains=(failed,))

    assert told_of(ill) == ["www.example.com has no certificate: CNAME mismatch"]
    assert told_of(here) == []
    assert len(told_of(here, Level.NOTE)) == 1
