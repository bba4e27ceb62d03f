"""Pipelines and couplings over HTTP."""

from __future__ import annotations

from typing import Any

import pytest

from tests.localheroku.platform import App, Platform


def couple(platform: Platform, app: App, pipeline: dict[str, Any], stage: str) -> Any:
    wish = {"app": app.id, "pipeline": pipeline["id"], "stage": stage}
    return platform.post("/pipeline-couplings", wish)


def test_a_pipeline_has_an_owner(pipeline: dict[str, Any], platform: Platform) -> None:
    account = platform.get("/account").json()["id"]

    assert pipeline["owner"] == {"id": account, "type": "user"}


@pytest.mark.parametrize(
    ("kind", "status", "advice"),
    [("team", 501, "leave owner out"), ("user", 404, "the one account here is")],
)
def test_nobody_but_the_account_owns_a_pipeline(
    platform: Platform, kind: str, status: int, advice: str
) -> None:
    owner = {"id": "01234567-89ab-cdef-0123-456789abcdef", "type": kind}
    answer = platform.post("/pipelines", {"name": "owned-by-others", "owner": owner})

    assert answer.status_code == status
    assert advice in answer.json()["message"]


def test_a_pipeline_is_found_by_name(pipeline: dict[str, Any], platform: Platform) -> None:
    assert platform.get(f"/pipelines/{pipeline['name']}").json() == pipeline
    assert platform.get("/pipelines", params={"eq[name]": pipeline["name"]}).json() == [pipeline]


def test_a_pipeline_is_renamed(pipeline: dict[str, Any], platform: Platform) -> None:
    name = f"{pipeline['name']}-2"
    body = platform.patch(f"/pipelines/{pipeline['id']}", {"name": name}).json()

    assert (body["id"], body["name"]) == (pipeline["id"], name)


def test_a_taken_name_is_refused(pipeline: dict[str, Any], platform: Platform) -> None:
    assert platform.post("/pipelines", {"name": pipeline["name"]}).status_code == 422


def test_a_coupling_gives_an_app_its_stage(
    app: App, pipeline: dict[str, Any], platform: Platform
) -> None:
    body = couple(platform, app, pipeline, "staging").json()

    assert platform.get(f"/pipeline-couplings/{body['id']}").json() == body
    assert app.get("/pipeline-couplings") == body
    assert body["pipeline"] == {"id": pipeline["id"], "name": pipeline["name"]}


@pytest.mark.parametrize("form", ["{id}", "{ID}", "{name}"])
@pytest.mark.parametrize("key", [None, "id", "name"])
def test_a_body_names_an_app_in_any_form(
    app: App, pipeline: dict[str, Any], platform: Platform, form: str, key: str | None
) -> None:
    """The provider sends ids, the CLI objects; both may be names."""
    text = form.format(id=app.id, ID=app.id.upper(), name=app.name)
    named = {key: text} if key else text
    wish = {"app": named, "pipeline": {"id": pipeline["id"].upper()}, "stage": "staging"}

    assert platform.post("/pipeline-couplings", wish).json()["app"] == {"id": app.id}


def test_an_app_belongs_to_one_pipeline(
    app: App, pipeline: dict[str, Any], platform: Platform
) -> None:
    couple(platform, app, pipeline, "staging")
    answer = couple(platform, app, pipeline, "production")

    assert answer.status_code == 422
    assert "already coupled" in answer.json()["message"]


def test_an_unknown_stage_is_refused_with_the_accepted_ones(
    app: App, pipeline: dict[str, Any], platform: Platform
) -> None:
    answer = couple(platform, app, pipeline, "prod")

    assert answer.json()["message"] == (
        "Param stage is 'prod'; accepted: review, development, staging, production."
    )


def test_a_deleted_coupling_is_not_found(
    app: App, pipeline: dict[str, Any], platform: Platform
) -> None:
    body = couple(platform, app, pipeline, "staging").json()
    platform.delete(f"/pipeline-couplings/{body['id']}").raise_for_status()

    assert platform.get(f"/pipeline-couplings/{body['id']}").json()["id"] == "not_found"


def test_a_destroyed_app_leaves_its_pipeline(pipeline: dict[str, Any], platform: Platform) -> None:
    app = App(platform)
    couple(platform, app, pipeline, "staging")
    app.delete()

    assert platform.get(f"/pipelines/{pipeline['id']}/pipeline-couplings").json() == []


@pytest.mark.parametrize("name", ["ab", "1st", "Capital", "x" * 31, "under_score", "a b", ""])
def test_what_is_no_name_of_a_pipeline_is_refused(platform: Platform, name: str) -> None:
    answer = platform.post("/pipelines", {"name": name})

    assert (answer.status_code, answer.json()["id"]) == (422, "invalid_params")


@pytest.mark.parametrize("stage", ["review", "development", "staging", "production"])
def test_an_app_moves_to_any_stage(
    app: App, pipeline: dict[str, Any], platform: Platform, stage: str
) -> None:
    id = couple(platform, app, pipeline, "staging").json()["id"]
    body = platform.patch(f"/pipeline-couplings/{id}", {"stage": stage}).json()

    assert (body["id"], body["stage"]) == (id, stage)


def test_a_stage_has_many_apps(
    app: App, other: App, pipeline: dict[str, Any], platform: Platform
) -> None:
    for one in (app, other):
        couple(platform, one, pipeline, "production").raise_for_status()
    found = platform.get(f"/pipelines/{pipeline['id']}/pipeline-couplings").json()

    assert {one["app"]["id"] for one in found} == {app.id, other.id}


def test_the_apps_of_a_destroyed_pipeline_stay(
    app: App, pipeline: dict[str, Any], platform: Platform
) -> None:
    couple(platform, app, pipeline, "staging")
    platform.delete(f"/pipelines/{pipeline['id']}").raise_for_status()

    assert app.get()["id"] == app.id
    assert platform.get(f"/apps/{app.id}/pipeline-couplings").status_code == 404
