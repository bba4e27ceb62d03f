"""Config vars over HTTP."""

from __future__ import annotations

import pytest

from tests.localheroku.platform import App


def test_a_release_keeps_the_config_vars_of_its_time(app: App) -> None:
    app.patch("/config-vars", {"A": "1"})
    app.patch("/config-vars", {"A": "2"})

    assert app.get("/releases/3/config-vars") == {"A": "1"}


def test_a_change_answers_the_whole_map(app: App) -> None:
    app.patch("/config-vars", {"A": "1"})

    assert app.patch("/config-vars", {"B": "2"}).json() == {"A": "1", "B": "2"}


def test_null_removes(app: App) -> None:
    app.patch("/config-vars", {"A": "1", "B": "2"})

    assert app.patch("/config-vars", {"A": None}).json() == {"B": "2"}


def test_a_change_makes_one_release_that_names_the_variables(app: App) -> None:
    app.patch("/config-vars", {"B": "2", "A": "1"})

    assert [one["description"] for one in app.releases()][:2] == [
        "Set A, B config vars",
        "Enable Logplex",
    ]


def test_a_removal_makes_a_release_that_says_so(app: App) -> None:
    app.patch("/config-vars", {"A": "1"})
    app.patch("/config-vars", {"A": None})

    assert app.releases()[0]["description"] == "Remove A config vars"


@pytest.mark.parametrize("change", [{}, {"A": "1"}, {"UNKNOWN": None}])
def test_what_changes_nothing_makes_no_release(app: App, change: dict[str, str | None]) -> None:
    app.patch("/config-vars", {"A": "1"})
    version = app.releases()[0]["version"]

    assert app.patch("/config-vars", change).json() == {"A": "1"}
    assert app.releases()[0]["version"] == version


@pytest.mark.parametrize("name", ["1ST", "WITH-DASH", "WITH SPACE", "", "A=B", "ÄÖ"])
def test_an_invalid_name_is_refused(app: App, name: str) -> None:
    answer = app.patch("/config-vars", {name: "x"})

    assert answer.status_code == 422
    assert "not a valid name" in answer.json()["message"]


@pytest.mark.parametrize("value", [1, True, ["x"], {"x": "y"}])
def test_a_value_that_is_no_string_is_refused(app: App, value: object) -> None:
    answer = app.patch("/config-vars", {"A": value})

    assert answer.status_code == 422
    assert answer.json()["message"] == "Config var A must be a string, or null to remove it."


def test_more_than_64_kb_are_refused(app: App) -> None:
    answer = app.patch("/config-vars", {"A": "x" * 65536})

    assert answer.status_code == 422
    assert "65537 bytes" in answer.json()["message"]


def test_a_refused_change_changes_nothing(app: App) -> None:
    app.patch("/config-vars", {"GOOD": "1", "NOT GOOD": "2"})

    assert app.get("/config-vars") == {}


@pytest.mark.parametrize(("name", "ours"), [("PORT", "1"), ("DYNO", "run.1"), ("HOME", "/root")])
def test_what_the_platform_sets_is_stored_but_does_not_reach_a_dyno(
    deployed: App, name: str, ours: str
) -> None:
    deployed.patch("/config-vars", {name: ours})
    deployed.settle()

    assert deployed.get("/config-vars") == {name: ours}
    assert deployed.visit("/env").json()[name] != ours


@pytest.mark.parametrize("name", ["HEROKU_OWN", "__TWO", "lower_case", "A1"])
def test_what_heroku_advises_against_is_accepted(app: App, name: str) -> None:
    assert app.patch("/config-vars", {name: "x"}).json() == {name: "x"}


def test_a_name_of_an_add_on_is_refused_with_all_that_are_taken(app: App) -> None:
    app.add_database()
    second = app.add_database()["config_vars"][0]
    answer = app.patch("/config-vars", {"A": "1", second: "x", "DATABASE_URL": None})

    assert answer.json()["message"] == (
        f"Cannot overwrite attachment values DATABASE_URL, {second}."
    )
    assert "A" not in app.get("/config-vars")
