"""The project's files as committed."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from tests.infra.conftest import Deploy
from tests.infra.recorder import PROJECT, ROOT

PROJECT_FILE: dict[str, Any] = yaml.safe_load((ROOT / "Pulumi.yaml").read_text())
STACKS = sorted(file.name.split(".")[1] for file in ROOT.glob("Pulumi.*.yaml"))


def test_the_project_has_the_name_that_the_tests_use() -> None:
    assert PROJECT_FILE["name"] == PROJECT


def test_there_is_a_file_for_staging_and_one_for_production() -> None:
    assert STACKS == ["production", "staging"]


@pytest.mark.parametrize("stack", [*STACKS, "dev", "pr-42"])
def test_a_stack_is_deployed_as_committed(deploy: Deploy, stack: str) -> None:
    deployment = deploy(stack)

    assert deployment.error == ""
    assert "formation-web" in deployment


@pytest.mark.parametrize("stack", STACKS)
def test_a_stacks_file_holds_only_what_differs(stack: str) -> None:
    config = yaml.safe_load((ROOT / f"Pulumi.{stack}.yaml").read_text())["config"]
    same = {
        key
        for key, value in config.items()
        if PROJECT_FILE["config"][key.removeprefix(f"{PROJECT}:")]["default"] == value
    }

    assert same == set()


@pytest.mark.parametrize("key", PROJECT_FILE["config"])
def test_every_key_has_type_default_and_description(key: str) -> None:
    assert {"type", "default", "description"} <= set(PROJECT_FILE["config"][key])


def test_no_default_is_a_value_that_the_program_does_not_know(deploy: Deploy) -> None:
    assert deploy("pr-42").shown == []
