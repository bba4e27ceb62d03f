"""A stack's state, from what the engine exports."""

from __future__ import annotations

from typing import Any

from ops.checkup import state
from ops.checkup.finding import run
from ops.checkup.state import State
from tests.ops.checkup.facts import told


def resource(type: str, name: str, **more: Any) -> dict[str, Any]:
    return {"type": type, "urn": f"urn:pulumi:production::it::{type}::{name}"} | more


def exported(**deployment: Any) -> dict[str, Any]:
    resources = [
        resource("pulumi:pulumi:Stack", "it-production", outputs={"slugId": "slug-6"}),
        resource("heroku:app/app:App", "app", inputs={"name": "an-app"}, protect=True),
        resource("heroku:addon/addon:Addon", "postgres", inputs={}),
        resource("heroku:pipeline/coupling:Coupling", "coupling", inputs={"stage": "production"}),
        resource(
            "heroku:formation/formation:Formation",
            "formation-web",
            inputs={"type": "web", "quantity": 2},
        ),
    ]
    return {"deployment": {"resources": resources, "pending_operations": None} | deployment}


def test_it_tells_app_slug_stage_and_how_many_dynos_are_wanted() -> None:
    found = State.of("production", exported())

    assert (found.app, found.slug, found.stage) == ("an-app", "slug-6", "production")
    assert found.wanted == {"web": 2}


def test_what_is_not_protected_is_named() -> None:
    assert State.of("production", exported()).unprotected == ("postgres",)


def test_a_stack_that_was_never_deployed_has_no_app() -> None:
    assert State.of("new", {"deployment": {}}).app == ""


def test_an_operation_that_was_cut_short_is_a_finding() -> None:
    pending = [{"type": "creating", "resource": resource("heroku:app/app:App", "app")}]
    found = State.of("production", exported(pending_operations=pending))

    assert told(run(state.CHECKS, found)) == [
        "An update was cut short, and nobody knows what came of: creating app"
    ]
