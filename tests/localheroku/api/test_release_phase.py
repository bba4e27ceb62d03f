"""The release phase: when it runs, in which order, and what serves meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.localheroku import plain
from tests.localheroku.gate import Gate
from tests.localheroku.platform import App, Platform
from tests.waiting import wait_until

WEB = "python3 web.py"
PLAN = "heroku-postgresql:essential-0"


@pytest.fixture
def gated(deployed: App, gate: Gate) -> App:
    """An app whose current release, v4, has a release command that waits for the gate."""
    deployed.release(deployed.upload({"web": WEB, "release": gate.command}, "two"))
    gate.answer()
    assert deployed.released()["current"]
    return deployed


def statuses(app: App) -> list[str]:
    """Newest first, without those of the first four releases."""
    return [one["status"] for one in app.releases()][:-4]


def post_attachment(app: App, **wish: Any) -> httpx.Response:
    addon = app.get("/addons")[0]["id"]
    return app.platform.post("/addon-attachments", {"addon": addon, "app": app.id, **wish})


CHANGES: dict[str, Callable[[App], httpx.Response]] = {
    "a variable is set": lambda app: app.patch("/config-vars", {"A": "1"}),
    "a slug is released": lambda app: app.post("/releases", {"slug": app.releases()[0]["slug"]}),
    "a rollback": lambda app: app.post("/releases", {"release": "v5"}),
    "an add-on is created": lambda app: app.post("/addons", {"plan": PLAN}),
    "an add-on is attached": lambda app: post_attachment(app, name="REPLICA"),
    "an add-on is destroyed": lambda app: app.delete(f"/addons/{app.get('/addons')[0]['id']}"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_the_command_runs_when(app: App, change: Callable[[App], httpx.Response]) -> None:
    app.add_database()
    app.release(app.upload({"web": WEB, "release": "echo migrated"}))
    app.released()
    app.patch("/config-vars", {"B": "1"})
    app.released()
    assert change(app).is_success
    release = app.get("/releases/7")
    text = plain.get(release["output_stream_url"]).text

    assert text == "migrated\n"
    wait_until(lambda: app.get("/releases/7")["status"] == "succeeded")


def test_the_command_does_not_run_for_what_an_add_on_changes_itself(app: App) -> None:
    addon = app.add_database()
    app.release(app.upload({"web": WEB, "release": "false"}))
    app.released()
    app.patch(f"/addons/{addon['id']}", {"plan": "heroku-postgresql:essential-1"})
    release = app.releases()[0]

    assert (release["status"], release["output_stream_url"]) == ("succeeded", None)


def test_the_command_of_a_new_add_on_has_its_variables(deployed: App) -> None:
    deployed.release(deployed.upload({"web": WEB, "release": "echo ${DATABASE_URL%%:*}"}))
    deployed.released()
    deployed.post("/addons", {"plan": PLAN})
    attached = deployed.get("/releases/5")

    assert attached["description"].startswith("Attach DATABASE")
    assert plain.get(attached["output_stream_url"]).text == "postgres\n"


def test_without_a_command_there_is_no_output(deployed: App) -> None:
    assert deployed.releases()[0]["output_stream_url"] is None


def test_pending_releases_take_their_turns(gated: App, gate: Gate) -> None:
    gated.patch("/config-vars", {"A": "1"})
    gated.patch("/config-vars", {"B": "1"})
    before = statuses(gated)
    gate.answer()
    wait_until(lambda: statuses(gated) == ["pending", "succeeded"])
    gate.answer()
    wait_until(lambda: statuses(gated) == ["succeeded", "succeeded"])

    assert before == ["pending", "pending"]
    assert gated.releases()[0]["current"]


def test_each_command_sees_the_config_of_its_release(deployed: App, gate: Gate) -> None:
    deployed.release(deployed.upload({"web": WEB, "release": f"{gate.command}; echo A=$A"}))
    deployed.patch("/config-vars", {"A": "1"})
    gate.answer()
    gate.answer()
    texts = [
        plain.get(deployed.get(f"/releases/{version}")["output_stream_url"]).text
        for version in (4, 5)
    ]

    assert texts == ["A=\n", "A=1\n"]


def test_after_a_failed_one_the_next_has_its_own_chance(gated: App, gate: Gate) -> None:
    gated.patch("/config-vars", {"A": "1"})
    gated.patch("/config-vars", {"B": "1"})
    gate.answer("false")
    gate.answer("true")
    wait_until(lambda: statuses(gated) == ["succeeded", "failed"])

    assert gated.get("/config-vars") == {"A": "1", "B": "1"}


def test_a_pending_release_leaves_the_former_one_current_and_serving(
    deployed: App, gate: Gate
) -> None:
    deployed.release(deployed.upload({"web": WEB, "release": gate.command}, "two"))
    pages = deployed.visit().text
    current = [one["version"] for one in deployed.releases() if one["current"]]
    gate.answer()
    wait_until(lambda: deployed.visit().text == "two")

    assert (pages, current) == ("one", [3])


def test_dynos_that_restart_meanwhile_keep_the_former_release(deployed: App, gate: Gate) -> None:
    deployed.settle()
    former = deployed.get("/dynos")[0]["id"]
    deployed.release(deployed.upload({"web": WEB, "release": gate.command}, "two"))
    deployed.delete("/dynos").raise_for_status()
    wait_until(lambda: deployed.get("/dynos")[0]["id"] != former)
    restarted = deployed.get("/dynos")[0]["release"]["version"]
    page = deployed.visit().text
    gate.answer()

    assert (restarted, page) == (3, "one")


def test_an_add_ons_own_change_waits_for_the_code_it_goes_on_with(app: App, gate: Gate) -> None:
    addon = app.add_database()
    app.release(app.upload({"web": WEB, "release": gate.command}))
    app.patch(f"/addons/{addon['id']}", {"plan": "heroku-postgresql:essential-1"})
    before = [one["status"] for one in app.releases()][:2]
    gate.answer()
    wait_until(lambda: app.releases()[0]["current"])

    assert before == ["pending", "pending"]
    assert app.releases()[0]["slug"] == app.releases()[1]["slug"]


def test_an_add_ons_own_change_never_brings_in_code_that_failed(
    deployed: App, code: str, gate: Gate
) -> None:
    addon = deployed.add_database()
    deployed.release(deployed.upload({"web": WEB, "release": gate.command}, "two"))
    deployed.patch(f"/addons/{addon['id']}", {"plan": "heroku-postgresql:essential-1"})
    gate.answer("false")
    wait_until(lambda: deployed.releases()[0]["current"])

    assert deployed.releases()[0]["slug"] == {"id": code}
    assert deployed.visit().text == "one"


def test_destroying_the_app_ends_the_command(platform: Platform, gate: Gate) -> None:
    app = App(platform)
    app.release(app.upload({"web": WEB, "release": f"trap '' TERM; {gate.command}"}))
    wait_until(gate.waiting)
    app.delete().raise_for_status()
    wait_until(lambda: not gate.waiting())

    assert platform.get(f"/apps/{app.id}").status_code == 404
