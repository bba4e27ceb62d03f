"""`heroku pipelines`."""

from __future__ import annotations

import secrets
from typing import Any

from tests.localheroku.cli.heroku import Heroku
from tests.localheroku.platform import App, Platform


def couple(app: App, pipeline: dict[str, Any], stage: str) -> None:
    wish = {"app": app.id, "pipeline": pipeline["id"], "stage": stage}
    app.platform.post("/pipeline-couplings", wish).raise_for_status()


def test_a_pipeline_is_created_around_an_app(heroku: Heroku, app: App, platform: Platform) -> None:
    name = f"cli-{secrets.token_hex(4)}"
    said = heroku("pipelines:create", name, "-a", app.name, "-s", "staging")
    platform.delete(f"/pipelines/{name}").raise_for_status()

    assert f"Adding {app.name} to {name} pipeline as staging... done" in said


def test_an_app_is_added(heroku: Heroku, app: App, pipeline: dict[str, Any]) -> None:
    heroku("pipelines:add", pipeline["name"], "-a", app.name, "-s", "production")

    assert app.get("/pipeline-couplings")["stage"] == "production"


def test_pipelines_are_listed(heroku: Heroku, pipeline: dict[str, Any]) -> None:
    assert f" {pipeline['name']} " in f"{heroku('pipelines')} "


def test_a_pipeline_is_shown_with_its_apps(
    heroku: Heroku, app: App, other: App, pipeline: dict[str, Any]
) -> None:
    couple(app, pipeline, "staging")
    couple(other, pipeline, "production")
    said = heroku("pipelines:info", pipeline["name"])

    assert said.startswith(f"=== {pipeline['name']} owner: trial@localhost")
    assert f"{app.name} staging" in said
    assert f"{other.name} production" in said


def test_an_app_is_promoted_to_the_next_stage(
    heroku: Heroku, deployed: App, other: App, pipeline: dict[str, Any]
) -> None:
    couple(deployed, pipeline, "staging")
    couple(other, pipeline, "production")
    said = heroku("pipelines:promote", "-a", deployed.name)

    assert "Starting promotion to production... Waiting for promotion to complete" in said
    assert "Promotion successful" in said
    assert other.visit().text == "one"


def test_an_app_without_a_pipeline_is_not_promoted(heroku: Heroku, app: App) -> None:
    assert "not coupled to a pipeline" in heroku("pipelines:promote", "-a", app.name, status=2)
