"""Keys that mean nothing, and the table of those that do."""

from __future__ import annotations

from tests.infra.conftest import Deploy, defaults


def test_a_mistyped_key_is_named_with_the_one_that_was_meant(deploy: Deploy) -> None:
    error = deploy(postgressPlan="essential-1").error

    assert "postgressPlan in Pulumi.dev.yaml" in error
    assert "meant postgresPlan?" in error


def test_every_key_of_the_table_is_read(deploy: Deploy) -> None:
    assert deploy().error == ""
    assert len(defaults()) == 22


def test_keys_of_others_are_not_judged(deploy: Deploy) -> None:
    assert deploy(also={"aws:region": "eu-west-1"}).error == ""
