"""What a person types on the trial, after `eval "$(.venv/bin/python -m ops env)"`."""

from __future__ import annotations

import json
from secrets import token_urlsafe

import pytest

from tests.e2e.clone import PROJECT, Clone, Stack


@pytest.mark.parametrize("stack", ["staging", "production"])
def test_preview_of_what_runs_shows_no_change(deployed: Clone, stack: str) -> None:
    done = deployed.pulumi("preview", "--expect-no-changes", "--stack", stack)

    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("stack", ["staging", "production"])
def test_refresh_finds_no_drift(deployed: Clone, stack: str) -> None:
    done = deployed.pulumi("refresh", "--yes", "--expect-no-changes", "--stack", stack)

    assert done.returncode == 0, done.stdout + done.stderr


def test_outputs_can_be_read(clone: Clone) -> None:
    assert set(clone.outputs("production")) == {
        "appName",
        "webUrl",
        "slugId",
        "releaseId",
        "pipelineId",
        "configVars",
        "pages",
    }


def test_a_new_dev_stack_needs_no_file(clone: Clone) -> None:
    init = clone.pulumi("stack", "init", "dev", "--no-select")
    key = clone.pulumi(
        "config", "set", "--secret", "secretKey", "--stack", "dev", given=token_urlsafe(50)
    )
    up = clone.pulumi("up", "--yes", "--skip-preview", "--stack", "dev")
    assert up.returncode == 0, up.stdout
    answer = clone.visit(clone.url("dev"))
    same = [
        clone.pulumi(*verb, "--expect-no-changes", "--stack", "dev").returncode
        for verb in (["preview"], ["refresh", "--yes"])
    ]
    gone = clone.pulumi("destroy", "--yes", "--stack", "dev", "--remove")

    assert [init.returncode, key.returncode, gone.returncode] == [0, 0, 0]
    assert answer.status_code == 200
    assert same == [0, 0]
    assert not (clone.root / "Pulumi.dev.yaml").exists()
    assert f"{PROJECT}-dev" not in json.dumps(clone.api("/apps"))


def test_destroy_leaves_no_app_and_no_database(stack: Stack) -> None:
    stack.must_up()
    database = stack.clone.api(f"/apps/{stack.app}/addons")[0]["id"]
    gone = stack.clone.pulumi("destroy", "--yes", "--stack", stack.name)

    assert gone.returncode == 0, gone.stdout
    assert stack.app not in [app["name"] for app in stack.clone.api("/apps")]
    assert database not in [addon["id"] for addon in stack.clone.api("/addons")]


def test_production_refuses_to_be_destroyed(clone: Clone) -> None:
    refused = clone.pulumi("destroy", "--yes", "--stack", "production")

    assert refused.returncode != 0
    assert "protect" in refused.stdout + refused.stderr
    assert clone.visit(clone.url("production")).status_code == 200
