"""Apps over HTTP."""

from __future__ import annotations

import httpx
import pytest

from tests.localheroku.platform import App, Platform


def test_a_new_app_has_two_succeeded_releases(app: App) -> None:
    releases = app.releases()

    assert [(one["version"], one["description"], one["status"]) for one in releases] == [
        (2, "Enable Logplex", "succeeded"),
        (1, "Initial release", "succeeded"),
    ]


def test_an_app_without_a_name_gets_one(app: App) -> None:
    assert app.get()["name"].count("-") == 2


def test_an_app_is_found_by_id_and_by_name(app: App, platform: Platform) -> None:
    assert platform.get(f"/apps/{app.name}").json() == platform.get(f"/apps/{app.id}").json()


def test_the_web_url_is_a_host_under_localhost(app: App, platform: Platform) -> None:
    port = httpx.URL(platform.address).port

    assert app.get()["web_url"] == f"http://{app.name}.localhost:{port}/"


def test_the_default_stack_is_heroku_26(app: App) -> None:
    assert app.get()["build_stack"]["name"] == "heroku-26"


def test_region_and_stack_can_be_chosen(platform: Platform) -> None:
    body = platform.post("/apps", {"region": "eu", "stack": "heroku-24"}).json()
    platform.delete(f"/apps/{body['id']}")

    assert (body["region"]["name"], body["stack"]["name"]) == ("eu", "heroku-24")


def test_a_rename_keeps_the_id_and_moves_the_url(app: App) -> None:
    body = app.patch("", {"name": f"{app.name[:20]}-new"}).json()

    assert body["id"] == app.id
    assert body["web_url"].startswith(f"http://{app.name[:20]}-new.localhost:")


def test_an_empty_change_changes_nothing(app: App) -> None:
    before = app.get()

    assert app.patch("", {}).json() == before


def test_the_deleted_app_is_the_answer_and_then_not_found(platform: Platform) -> None:
    app = App(platform)

    assert app.delete().json()["id"] == app.id
    assert platform.get(f"/apps/{app.id}").json()["id"] == "not_found"


def test_a_taken_name_is_refused(app: App, platform: Platform) -> None:
    answer = platform.post("/apps", {"name": app.name})

    assert answer.status_code == 422
    assert answer.json() == {
        "id": "invalid_params",
        "message": f"Name {app.name} is already taken",
    }


def test_a_rename_follows_the_same_rules(app: App, other: App) -> None:
    taken, invalid = app.patch("", {"name": other.name}), app.patch("", {"name": "Not-valid"})
    same = app.patch("", {"name": app.name})

    assert (taken.status_code, taken.json()["id"]) == (422, "invalid_params")
    assert (invalid.status_code, invalid.json()["id"]) == (422, "invalid_params")
    assert (same.status_code, same.json()["name"]) == (200, app.name)


@pytest.mark.parametrize("name", ["abc", "x" * 30, "a1-2-b"])
def test_a_name_may_have_3_to_30_characters(platform: Platform, name: str) -> None:
    answer = platform.post("/apps", {"name": name})
    platform.delete(f"/apps/{name}")

    assert (answer.status_code, answer.json()["name"]) == (201, name)


@pytest.mark.parametrize("name", ["ab", "Capital", "1st", "end-", "x" * 31, "under_score", "a\nb"])
def test_an_invalid_name_is_refused_with_the_rule(platform: Platform, name: str) -> None:
    answer = platform.post("/apps", {"name": name})

    assert answer.status_code == 422
    assert "3 to 30 lower-case letters" in answer.json()["message"]


def test_unknown_params_are_refused_with_the_accepted_ones(platform: Platform) -> None:
    answer = platform.post("/apps", {"nmae": "typo"})

    assert answer.status_code == 422
    assert answer.json()["message"].startswith("Unknown params: nmae. Accepted: name, region")


def test_an_unknown_region_is_refused_with_the_accepted_ones(platform: Platform) -> None:
    answer = platform.post("/apps", {"region": "mars"})

    assert answer.status_code == 404
    assert answer.json()["message"] == "Couldn't find that region (mars); accepted: us, eu."


def test_acm_is_switched_on_and_off(app: App) -> None:
    on = app.post("/acm").json()["acm"]
    off = app.delete("/acm").json()["acm"]

    assert (on, off) == (True, False)


def test_buildpacks_come_back_as_they_were_sent(app: App, platform: Platform) -> None:
    updates = [{"buildpack": "heroku/python"}]
    platform.put(f"/apps/{app.id}/buildpack-installations", {"updates": updates})

    assert [one["buildpack"]["name"] for one in app.get("/buildpack-installations")] == [
        "heroku/python"
    ]


def test_apps_are_listed_by_name(app: App, platform: Platform) -> None:
    names = [one["name"] for one in platform.get("/apps").json()]

    assert app.name in names
    assert names == sorted(names)
