"""Dynos over HTTP: what runs, and what it finds in its environment."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.localheroku import plain
from tests.localheroku.platform import App
from tests.localheroku.sources import source
from tests.waiting import wait_until


def running(app: App) -> dict[str, str]:
    return {one["name"]: one["state"] for one in app.get("/dynos")}


def environment(app: App) -> dict[str, str]:
    found: dict[str, str] = app.visit("/env").json()
    return found


def log(app: App, **wish: object) -> str:
    session = app.post("/log-sessions", wish).json()
    return plain.get(session["logplex_url"]).text


def test_the_web_dyno_serves(deployed: App) -> None:
    assert deployed.visit().text == "one"
    assert running(deployed) == {"web.1": "up"}


def test_a_dyno_belongs_to_its_release(deployed: App) -> None:
    release = deployed.releases()[0]

    assert deployed.get("/dynos/web.1")["release"] == {
        "id": release["id"],
        "version": release["version"],
    }


def test_config_vars_are_in_the_environment(deployed: App) -> None:
    deployed.patch("/config-vars", {"GREETING": "hello"})
    wait_until(lambda: environment(deployed).get("GREETING") == "hello")

    assert environment(deployed)["DYNO"] == "web.1"


def test_a_database_is_in_the_environment(deployed: App) -> None:
    deployed.add_database()
    wait_until(lambda: "DATABASE_URL" in environment(deployed))

    assert environment(deployed)["DATABASE_URL"] == deployed.get("/config-vars")["DATABASE_URL"]


def test_the_key_of_the_platform_is_not_in_the_environment(deployed: App) -> None:
    assert "HEROKU_API_KEY" not in environment(deployed)


def test_web_concurrency_follows_the_size(deployed: App) -> None:
    basic = environment(deployed)["WEB_CONCURRENCY"]
    deployed.patch("/formation/web", {"size": "standard-2x"})
    wait_until(lambda: environment(deployed)["WEB_CONCURRENCY"] == "4")

    assert basic == "2"


def test_dyno_metadata_comes_with_the_feature(app: App, code: str) -> None:
    app.patch("/features/runtime-dyno-metadata", {"enabled": True})
    app.post("/releases", {"slug": code})
    found = environment(app)

    assert found["HEROKU_APP_ID"] == app.id
    assert found["HEROKU_APP_NAME"] == app.name
    assert found["HEROKU_APP_DEFAULT_DOMAIN_NAME"] == f"{app.name}.localhost"
    assert found["HEROKU_DYNO_ID"] == app.get("/dynos/web.1")["id"]
    assert found["HEROKU_RELEASE_VERSION"] == "v3"
    assert found["HEROKU_RELEASE_CREATED_AT"] == app.releases()[0]["created_at"]
    assert found["HEROKU_SLUG_COMMIT"] == found["HEROKU_BUILD_COMMIT"] == "1" * 40
    assert found["HEROKU_SLUG_DESCRIPTION"] == "Deploy 11111111"


def test_without_the_feature_there_is_no_metadata(deployed: App) -> None:
    assert "HEROKU_APP_NAME" not in environment(deployed)


def test_scaling_starts_and_stops_dynos_and_makes_no_release(deployed: App) -> None:
    releases = len(deployed.releases())
    deployed.patch("/formation/web", {"quantity": 2, "size": "standard-1x"})
    wait_until(lambda: running(deployed) == {"web.1": "up", "web.2": "up"})
    deployed.patch("/formation/web", {"quantity": 0})
    wait_until(lambda: running(deployed) == {})

    assert len(deployed.releases()) == releases


def test_a_deploy_loses_no_request(deployed: App) -> None:
    deployed.visit()
    with ThreadPoolExecutor() as background:
        deploying = background.submit(deployed.deploy, source("two"))
        answers = [deployed.visit()]
        while answers[-1].text != "two":
            answers.append(deployed.visit())
        deploying.result()

    assert Counter(answer.status_code for answer in answers).keys() == {200}


def test_a_restart_replaces_the_dyno_and_makes_no_release(deployed: App) -> None:
    before = deployed.get("/dynos/web.1")
    releases = len(deployed.releases())
    answer = deployed.delete("/dynos")
    wait_until(lambda: deployed.get("/dynos/web.1")["id"] != before["id"])

    assert (answer.status_code, answer.json()) == (202, {})
    assert len(deployed.releases()) == releases


def test_a_detached_command_writes_into_the_log(deployed: App) -> None:
    deployed.patch("/config-vars", {"GREETING": "hello"})
    wish = {"command": "echo $GREETING $EXTRA $DYNO", "attach": False, "env": {"EXTRA": "you"}}
    name = deployed.post("/dynos", wish).json()["name"]
    wait_until(lambda: "exited with status 0" in log(deployed, dyno=name))

    assert f"app[{name}]: hello you {name}" in log(deployed)


def test_a_one_off_dyno_is_listed_until_it_is_stopped(deployed: App) -> None:
    name = deployed.post("/dynos", {"command": "sleep 60"}).json()["name"]
    wait_until(lambda: running(deployed).get(name) == "up")
    deployed.delete(f"/dynos/{name}")
    wait_until(lambda: name not in running(deployed))

    assert "web.1" in running(deployed)


@pytest.mark.parametrize("path", ["dynos/web.1", "dynos/web", "formations/web"])
def test_a_stopped_dyno_of_the_formation_comes_back(deployed: App, path: str) -> None:
    before = deployed.get("/dynos/web.1")
    answer = deployed.post(f"/{path}/actions/stop")
    wait_until(lambda: deployed.get("/dynos/web.1")["id"] != before["id"])

    assert (answer.status_code, answer.json()) == (202, {})


def test_one_off_dynos_are_stopped_by_their_type(deployed: App) -> None:
    name = deployed.post("/dynos", {"command": "sleep 60"}).json()["name"]
    deployed.post("/formations/run/actions/stop")
    wait_until(lambda: name not in running(deployed))

    assert "web.1" in running(deployed)


def test_a_restart_of_a_type_leaves_the_others(deployed: App) -> None:
    deployed.patch("/formation/worker", {"quantity": 1})
    wait_until(lambda: running(deployed).get("worker.1") == "up")
    web, worker = deployed.get("/dynos/web.1"), deployed.get("/dynos/worker.1")
    deployed.delete("/formations/worker")
    wait_until(lambda: deployed.get("/dynos/worker.1")["id"] != worker["id"])

    assert deployed.get("/dynos/web.1")["id"] == web["id"]


@pytest.mark.parametrize("path", ["/dynos/worker.7", "/formations/clock"])
def test_what_does_not_run_can_not_be_stopped(deployed: App, path: str) -> None:
    answer = deployed.post(f"{path}/actions/stop")

    assert (answer.status_code, answer.json()["resource"]) == (404, "dyno")


@pytest.mark.parametrize(
    "wish",
    [
        {"command": "true", "type": "../../outside"},
        {"command": "echo \0"},
        {"command": "true", "env": {"A=B": "x"}},
        {"command": "true", "env": {"A": True}},
        {"command": "true", "time_to_live": 0},
        {"command": "true", "size": "huge"},
        {"command": ""},
        {},
    ],
)
def test_a_one_off_dyno_that_could_not_run_is_refused(
    deployed: App, wish: dict[str, object]
) -> None:
    assert deployed.post("/dynos", wish).status_code == 422


def test_a_one_off_dyno_needs_code(app: App) -> None:
    answer = app.post("/dynos", {"command": "true"})

    assert answer.status_code == 422
    assert "no code yet" in answer.json()["message"]


def test_a_destroyed_app_is_served_no_more(app: App, code: str) -> None:
    app.post("/releases", {"slug": code})
    app.visit().raise_for_status()
    app.delete()

    assert app.visit().status_code == 404


def test_maintenance_keeps_visitors_out(deployed: App) -> None:
    deployed.patch("", {"maintenance": True})

    assert deployed.visit().status_code == 503


def test_an_app_without_code_says_so(app: App) -> None:
    answer = app.visit()

    assert (answer.status_code, "It has no code yet" in answer.text) == (502, True)
