"""Which add-ons and attachments a name may mean, over HTTP."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.localheroku.platform import App, Platform


def addons(platform: Platform, addon: str, app: str | None = None, **more: str) -> httpx.Response:
    return platform.post("/actions/addons/resolve", {"addon": addon, "app": app, **more})


def attachments(platform: Platform, name: str, app: str | None = None) -> httpx.Response:
    wish = {"addon_attachment": name, "app": app}
    return platform.post("/actions/addon-attachments/resolve", wish)


@pytest.fixture
def addon(app: App) -> dict[str, Any]:
    return app.add_database()


@pytest.mark.parametrize(
    "name",
    ["DATABASE", "DATABASE_URL", "database", "heroku-postgresql", "heroku-postgresql:essential-0"],
)
def test_an_app_finds_its_add_on(
    app: App, platform: Platform, addon: dict[str, Any], name: str
) -> None:
    assert [one["id"] for one in addons(platform, name, app.name).json()] == [addon["id"]]


def test_an_add_on_is_found_by_name_without_an_app(
    platform: Platform, addon: dict[str, Any]
) -> None:
    assert addons(platform, addon["name"]).json() == [addon]


def test_a_name_may_hold_its_app(app: App, platform: Platform, addon: dict[str, Any]) -> None:
    assert addons(platform, f"{app.name}::DATABASE").json() == [addon]


def test_an_attached_add_on_of_another_app_is_found(
    app: App, other: App, platform: Platform, addon: dict[str, Any]
) -> None:
    wish = {"addon": addon["id"], "app": other.id, "name": "SHARED"}
    platform.post("/addon-attachments", wish).raise_for_status()

    assert [one["id"] for one in addons(platform, "SHARED", other.name).json()] == [addon["id"]]


def test_a_service_finds_all_of_its_add_ons(app: App, platform: Platform) -> None:
    both = {app.add_database()["id"], app.add_database()["id"]}

    assert {one["id"] for one in addons(platform, "heroku-postgresql", app.name).json()} == both


def test_another_service_finds_none(app: App, platform: Platform, addon: dict[str, Any]) -> None:
    answer = addons(platform, "DATABASE", app.name, addon_service="heroku-redis")

    assert (answer.status_code, answer.json()["resource"]) == (404, "add_on")


def test_what_an_app_does_not_have_is_not_found(
    other: App, platform: Platform, addon: dict[str, Any]
) -> None:
    answer = addons(platform, addon["name"], other.name)

    assert (answer.status_code, answer.json()["resource"]) == (404, "add_on")


@pytest.mark.parametrize("name", ["DATABASE", "DATABASE_URL"])
def test_an_attachment_is_found_by_its_name(
    app: App, platform: Platform, addon: dict[str, Any], name: str
) -> None:
    found = attachments(platform, name, app.name).json()

    assert found == app.get("/addon-attachments")


def test_an_attachment_is_found_by_its_add_on(
    app: App, platform: Platform, addon: dict[str, Any]
) -> None:
    found = attachments(platform, addon["name"], app.name).json()

    assert [one["name"] for one in found] == ["DATABASE"]


def test_an_unknown_attachment_is_not_found(app: App, platform: Platform) -> None:
    answer = attachments(platform, "NOPE", app.name)

    assert (answer.status_code, answer.json()["resource"]) == (404, "add_on attachment")
