"""Name, region, stack image, stage, protection, database plan."""

from __future__ import annotations

from typing import Any

import pytest

from tests.infra.conftest import Deploy
from tests.infra.recorder import PROJECT


def test_the_name_is_made_from_project_and_stack(deploy: Deploy) -> None:
    assert deploy("pr-42")["app"].inputs["name"] == f"{PROJECT}-pr-42"


def test_a_name_can_be_chosen(deploy: Deploy) -> None:
    assert deploy(appName="penguins")["app"].inputs["name"] == "penguins"


@pytest.mark.parametrize("name", ["Penguins", "p", "9lives", "pen_guins", "penguins-", "p" * 31])
def test_a_name_that_heroku_refuses_is_refused(deploy: Deploy, name: str) -> None:
    assert f"appName in Pulumi.dev.yaml\n    found     '{name}'" in deploy(appName=name).error


def test_a_legal_name_is_offered(deploy: Deploy) -> None:
    error = deploy(appName="9_My.Pengüins_").error

    assert "pulumi config set appName my-pengins --stack dev" in error


def test_a_stack_too_long_to_name_an_app_says_where_the_name_came_from(deploy: Deploy) -> None:
    error = deploy("the-very-long-name-of-a-branch").error

    assert f"'{PROJECT}-the-very-long-name-of-a-branch', made from project and stack" in error


@pytest.mark.parametrize(
    ("key", "value", "meant"),
    [
        ("stage", "stagin", "staging"),
        ("region", "europe", "eu"),
        ("stackImage", "heroku-20", "heroku-26"),
        ("protect", "yes", "auto"),
    ],
)
def test_an_unknown_word_is_refused(deploy: Deploy, key: str, value: Any, meant: str) -> None:
    error = deploy(**{key: value}).error

    assert f"{key} in Pulumi.dev.yaml\n    found     '{value}'" in error
    assert f"pulumi config set {key} {meant} --stack dev" in error


@pytest.mark.parametrize("plan", ["hobby-dev", "mini", "heroku-postgresql:essential-0", ""])
def test_a_plan_that_can_not_be_had_is_refused(deploy: Deploy, plan: str) -> None:
    assert "postgresPlan in Pulumi.dev.yaml" in deploy(postgresPlan=plan).error
