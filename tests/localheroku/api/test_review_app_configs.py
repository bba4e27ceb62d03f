"""Review-app configs over HTTP."""

from __future__ import annotations

from typing import Any

import pytest

from tests.localheroku.api.fields import REVIEW_APP_CONFIG
from tests.localheroku.platform import Platform

# As the provider sends it.
WISH = {
    "repo": "example/site",
    "automatic_review_apps": True,
    "destroy_stale_apps": True,
    "wait_for_ci": False,
    "deploy_target": {"id": "eu", "type": "region"},
    "base_name": "site",
    "stale_days": 7,
}


@pytest.fixture
def place(pipeline: dict[str, Any], platform: Platform) -> str:
    """Where a pipeline's config is, after it was enabled."""
    path = f"/pipelines/{pipeline['id']}/review-app-config"
    assert platform.post(path, WISH).status_code == 201
    return path


def test_a_config_says_what_was_wished(
    platform: Platform, place: str, pipeline: dict[str, Any]
) -> None:
    body = platform.get(place).json()
    kept = ("automatic_review_apps", "base_name", "destroy_stale_apps", "stale_days")

    assert body.keys() == set(REVIEW_APP_CONFIG.split())
    assert {name: body[name] for name in kept} == {name: WISH[name] for name in kept}
    assert body["pipeline_id"] == pipeline["id"]
    assert isinstance(body["repo"]["id"], int)


def test_a_deploy_target_leads_to_its_region(platform: Platform, place: str) -> None:
    target = platform.get(place).json()["deploy_target"]

    assert target["type"] == "region"
    assert platform.get(f"/regions/{target['id']}").json()["name"] == "eu"


def test_a_change_leaves_what_it_does_not_name(platform: Platform, place: str) -> None:
    before = platform.get(place).json()
    body = platform.patch(place, {"stale_days": 3, "base_name": ""}).json()

    assert body == platform.get(place).json() == {**before, "stale_days": 3, "base_name": None}


def test_a_warning_says_that_no_repository_is_watched(platform: Platform, place: str) -> None:
    answer = platform.patch(place, {"wait_for_ci": True})

    assert "watches no repository" in answer.headers["x-heroku-warning"]


def test_a_deleted_config_is_gone(platform: Platform, place: str) -> None:
    assert platform.delete(place).json()["stale_days"] == 7
    assert platform.get(place).status_code == 404


@pytest.mark.parametrize(
    "wish",
    [
        {"stale_days": 0},
        {"stale_days": "7"},
        {"base_name": "Not A Name"},
        {"deploy_target": {"id": "us"}},
        {"deploy_target": {"id": "us", "type": "planet"}},
    ],
)
def test_what_can_not_be_is_refused(platform: Platform, place: str, wish: dict[str, Any]) -> None:
    answer = platform.patch(place, wish)

    assert (answer.status_code, answer.json()["id"]) == (422, "invalid_params")


def test_a_private_space_is_not_here(platform: Platform, place: str) -> None:
    target = {"id": "01234567-89ab-cdef-0123-456789abcdef", "type": "space"}
    answer = platform.patch(place, {"deploy_target": target})

    assert (answer.status_code, answer.json()["id"]) == (501, "not_implemented")


def test_a_second_config_is_refused(platform: Platform, place: str) -> None:
    assert platform.post(place, WISH).status_code == 422
