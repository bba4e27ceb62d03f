"""The API's address and key."""

from __future__ import annotations

import pytest

from tests.infra.conftest import Deploy

KEY = "HRKU-planted"


def test_an_update_needs_an_api_key(deploy: Deploy) -> None:
    error = deploy(preview=False).error

    assert "HEROKU_API_KEY in the environment\n    found     nothing" in error


def test_a_preview_needs_none(deploy: Deploy) -> None:
    assert deploy(preview=True).error == ""


def test_an_api_key_in_the_stacks_file_is_refused_and_not_repeated(deploy: Deploy) -> None:
    error = deploy(also={"heroku:apiKey": KEY}).error

    assert "heroku:apiKey in Pulumi.dev.yaml" in error
    assert KEY not in error


def test_the_api_key_is_in_no_resource(deploy: Deploy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEROKU_API_KEY", KEY)
    deployment = deploy()

    assert KEY not in str(deployment)


@pytest.mark.parametrize(
    "url", ["http://api.example.com", "ftp://127.0.0.1", "127.0.0.1:5000", "http://127.0.0.1:5000/"]
)
def test_an_address_that_would_show_the_key_or_break_a_path_is_refused(
    deploy: Deploy, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("HEROKU_API_URL", url)

    assert f"HEROKU_API_URL in the environment\n    found     '{url}'" in deploy().error


def test_an_address_in_the_stacks_file_is_named_there(deploy: Deploy) -> None:
    error = deploy(also={"heroku:url": "http://api.example.com"}).error

    assert "heroku:url in Pulumi.dev.yaml" in error


@pytest.mark.parametrize("level", ["DEBUG", "trace", "JSON"])
def test_ci_refuses_a_log_level_that_prints_secrets(
    deploy: Deploy, monkeypatch: pytest.MonkeyPatch, level: str
) -> None:
    monkeypatch.setenv("CI", "true")
    monkeypatch.setenv("TF_LOG", level)

    assert f"TF_LOG in the environment\n    found     '{level}', in CI" in deploy().error


@pytest.mark.parametrize(("ci", "level"), [("", "DEBUG"), ("true", "warn"), ("true", "")])
def test_other_levels_and_other_places_are_fine(
    deploy: Deploy, monkeypatch: pytest.MonkeyPatch, ci: str, level: str
) -> None:
    monkeypatch.setenv("CI", ci)
    monkeypatch.setenv("TF_LOG", level)

    assert deploy().error == ""


@pytest.mark.parametrize("key", [f"{KEY}\n", f" {KEY}", f"{KEY}\u20ac"])
def test_a_key_that_no_header_can_hold_is_refused_and_not_repeated(
    deploy: Deploy, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    monkeypatch.setenv("HEROKU_API_KEY", key)
    error = deploy(preview=False).error

    assert "HEROKU_API_KEY in the environment\n    found     spaces, line ends" in error
    assert KEY not in error
