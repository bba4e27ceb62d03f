"""Domains, the log drain, features."""

from __future__ import annotations

import pytest

from tests.infra.conftest import Deploy

DRAIN = ("secretKey", "logDrain")


@pytest.mark.parametrize("name", ["localhost", "https://a.example.com", "A.example.com", "a..b.c"])
def test_what_is_no_host_name_is_refused(deploy: Deploy, name: str) -> None:
    error = deploy(domains=[name]).error

    assert f"domains[0] in Pulumi.dev.yaml\n    found     '{name}'" in error


def test_a_domain_twice_is_refused(deploy: Deploy) -> None:
    assert "'a.example.com', again" in deploy(domains=["a.example.com", "a.example.com"]).error


def test_a_drain_in_plain_text_is_refused_and_not_repeated(deploy: Deploy) -> None:
    error = deploy(logDrain="https://logs.example.com/t0ken").error

    assert "pulumi config set --secret logDrain --stack dev" in error
    assert "t0ken" not in error


def test_a_drain_of_another_kind_is_refused_and_not_repeated(deploy: Deploy) -> None:
    error = deploy(logDrain="http://logs.example.com/t0ken", secret=DRAIN).error

    assert "logDrain in Pulumi.dev.yaml" in error
    assert "t0ken" not in error


def test_a_feature_is_on_or_off(deploy: Deploy) -> None:
    deployment = deploy(appFeatures={"preboot": False})

    assert deployment["feature-preboot"].inputs["enabled"] is False
    assert "appFeatures.preboot" in deploy(appFeatures={"preboot": "maybe"}).error
