"""Addon and Attachment, call by call."""

from __future__ import annotations

from typing import Any

import pytest

from ops.toolchain.heroku.addons import Addon, Attachment
from ops.toolchain.heroku.call import Call
from ops.toolchain.heroku.errors import FailedError
from ops.toolchain.heroku.values import Values
from tests.ops.toolchain.heroku.conftest import call_with
from tests.ops.toolchain.heroku.platform import (
    APP,
    NOT_FOUND,
    OTHER,
    Platform,
    Refusal,
    Sequence,
    app,
)

POST = f"POST /apps/{APP}/addons"
POLL = f"GET /apps/{APP}/addons/{OTHER}"
LOOK = f"GET /addons/{OTHER}"
VARS = f"GET /apps/{APP}/config-vars"
PLAN = "heroku-postgresql:essential-0"
INPUTS = {"appId": APP, "plan": PLAN, "name": "pg-0123abc"}


def addon(**different: Any) -> Values:
    return {
        "id": OTHER,
        "app": {"id": APP, "name": "shop"},
        "plan": {"id": APP, "name": PLAN},
        "name": "pg-0123abc",
        "provider_id": "p1",
        "config_vars": ["DATABASE_URL"],
        "state": "provisioned",
    } | different


@pytest.fixture(autouse=True)
def an_app(platform: Platform) -> None:
    platform.answers |= {
        f"GET /apps/{APP}": app(),
        POST: addon(state="provisioning"),
        POLL: addon(),
        LOOK: addon(),
        VARS: {"DATABASE_URL": "postgres://secret", "A": "1"},
        f"PATCH /apps/{APP}/addons/{OTHER}": addon(),
        f"DELETE /apps/{APP}/addons/{OTHER}": addon(),
    }


def test_an_interrupt_leaves_no_addon_that_the_engine_does_not_know(
    call: Call, platform: Platform
) -> None:
    platform.answers[POLL] = Sequence(addon(state="provisioning"), addon())
    call.cancelled.set()

    assert Addon().create(call, INPUTS).id == OTHER


def test_a_create_waits_until_it_is_provisioned(call: Call, platform: Platform) -> None:
    platform.answers[POLL] = Sequence(addon(state="provisioning"), addon())
    found = Addon().create(call, INPUTS)

    assert platform.calls == [f"GET /apps/{APP}", POST, POLL, POLL, LOOK]
    assert platform.body(POST) == {"plan": PLAN, "confirm": "shop", "name": "pg-0123abc"}
    assert found.id == OTHER


def test_credentials_stay_out_of_the_state_when_switched_off(call: Call) -> None:
    found = Addon().create(call, INPUTS)

    assert found.outputs["configVarValues"] == {}
    assert found.outputs["configVars"] == ["DATABASE_URL"]


def test_credentials_are_waited_for_and_secret_when_not_switched_off(platform: Platform) -> None:
    platform.answers[VARS] = Sequence({}, {"DATABASE_URL": "postgres://secret"})
    found = Addon().create(call_with(platform, customizations=[]), INPUTS)

    assert platform.calls[3:] == [VARS, VARS, LOOK, VARS]
    assert found.outputs["configVarValues"] == {"DATABASE_URL": "postgres://secret"}
    assert Addon.properties["configVarValues"].secret


def test_one_that_is_not_provisioned_in_the_end_is_not_kept(call: Call, platform: Platform) -> None:
    platform.answers[POLL] = addon(state="deprovisioned")

    with pytest.raises(FailedError, match="became deprovisioned, not provisioned"):
        Addon().create(call, INPUTS)
    assert call.kept_id == ""


def test_a_program_that_names_only_the_service_takes_any_plan(call: Call) -> None:
    inputs = INPUTS | {"plan": "heroku-postgresql"}
    found = Addon().create(call, inputs)

    assert list(Addon().changes(found.outputs, inputs, inputs)) == []


def test_another_plan_is_an_update(call: Call, platform: Platform) -> None:
    Addon().update(call, OTHER, INPUTS, INPUTS | {"plan": "heroku-postgresql:standard-0"})

    assert platform.body(f"PATCH /apps/{APP}/addons/{OTHER}") == {
        "plan": "heroku-postgresql:standard-0"
    }


def test_with_another_name_the_plan_is_sent_empty(call: Call, platform: Platform) -> None:
    Addon().update(call, OTHER, INPUTS, INPUTS | {"name": "db"})

    assert platform.body(f"PATCH /apps/{APP}/addons/{OTHER}") == {"plan": "", "name": "db"}


def test_one_that_is_gone(call: Call, platform: Platform) -> None:
    platform.answers[LOOK] = Refusal(404, NOT_FOUND)

    assert Addon().read(call, OTHER, INPUTS) is None


def test_a_delete_names_the_app(call: Call, platform: Platform) -> None:
    Addon().delete(call, OTHER, INPUTS)

    assert platform.calls == [f"DELETE /apps/{APP}/addons/{OTHER}"]


def test_an_attachment_is_created_and_looked_at(call: Call, platform: Platform) -> None:
    attachment = {
        "id": OTHER,
        "app": {"id": APP},
        "addon": {"id": OTHER},
        "name": "REPORTS",
        "namespace": None,
    }
    platform.answers["POST /addon-attachments"] = attachment
    platform.answers[f"GET /addon-attachments/{OTHER}"] = attachment
    found = Attachment().create(call, {"appId": APP, "addonId": OTHER, "name": "REPORTS"})

    assert platform.calls == ["POST /addon-attachments", f"GET /addon-attachments/{OTHER}"]
    assert platform.body("POST /addon-attachments") == {
        "addon": OTHER,
        "app": APP,
        "name": "REPORTS",
    }
    assert found.outputs == {"appId": APP, "addonId": OTHER, "name": "REPORTS", "namespace": None}
