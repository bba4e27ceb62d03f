"""Keys that mean nothing, and the table of those that do."""

from __future__ import annotations

from typing import Any

import pytest

from tests.infra.conftest import Deploy, defaults


def test_a_mistyped_key_is_named_with_the_one_that_was_meant(deploy: Deploy) -> None:
    error = deploy(postgressPlan="essential-1").error

    assert "postgressPlan in Pulumi.dev.yaml" in error
    assert "write postgresPlan instead, or pulumi config rm postgressPlan" in error


@pytest.mark.parametrize(
    ("key", "name"), [("pipelineName", "My Pipeline"), ("postgresName", "7 of nine")]
)
def test_a_name_that_breaks_heroku_s_rule_is_refused(deploy: Deploy, key: str, name: str) -> None:
    settings: dict[str, Any] = {key: name}
    error = deploy("staging", **settings).error

    assert f"{key} in Pulumi.staging.yaml" in error
    assert repr(name) in error


def test_names_of_one_s_own_are_taken(deploy: Deploy) -> None:
    deployment = deploy("staging", pipelineName="shop", postgresName="shop-data")

    assert deployment["pipeline"].inputs["name"] == "shop"
    assert deployment["postgres"].inputs["name"] == "shop-data"


def test_every_key_of_the_table_is_read(deploy: Deploy) -> None:
    assert deploy().error == ""
    assert len(defaults()) == 22


def test_keys_of_others_are_not_judged(deploy: Deploy) -> None:
    assert deploy(also={"aws:region": "eu-west-1"}).error == ""
