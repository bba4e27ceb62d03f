"""Config vars of a pipeline's stages over HTTP."""

from __future__ import annotations

from typing import Any

import pytest

from tests.localheroku.platform import App, Platform


def place(pipeline: dict[str, Any], stage: str = "review") -> str:
    return f"/pipelines/{pipeline['id']}/stage/{stage}/config-vars"


def test_a_stage_begins_without_config_vars(platform: Platform, pipeline: dict[str, Any]) -> None:
    assert platform.get(place(pipeline)).json() == {}


def test_a_change_is_merged(platform: Platform, pipeline: dict[str, Any]) -> None:
    platform.patch(place(pipeline), {"A": "1", "B": "2"})
    answer = platform.patch(place(pipeline), {"A": None, "C": "3", "D": None})

    assert answer.json() == platform.get(place(pipeline)).json() == {"B": "2", "C": "3"}


def test_stages_have_config_vars_of_their_own(platform: Platform, pipeline: dict[str, Any]) -> None:
    platform.patch(place(pipeline, "test"), {"A": "1"})

    assert platform.get(place(pipeline, "review")).json() == {}


def test_an_app_of_the_stage_keeps_its_own_config(
    platform: Platform, pipeline: dict[str, Any], app: App
) -> None:
    coupling = {"app": app.id, "pipeline": pipeline["id"], "stage": "review"}
    platform.post("/pipeline-couplings", coupling).raise_for_status()
    platform.patch(place(pipeline), {"A": "1"})

    assert app.get("/config-vars") == {}


@pytest.mark.parametrize(
    ("stage", "changes"),
    [("production", {"A": "1"}), ("review", {"1A": "1"}), ("review", {"A": 1}), ("x", {})],
)
def test_what_can_not_be_is_refused(
    platform: Platform, pipeline: dict[str, Any], stage: str, changes: dict[str, Any]
) -> None:
    answer = platform.patch(place(pipeline, stage), changes)

    assert (answer.status_code, answer.json()["id"]) == (422, "invalid_params")
