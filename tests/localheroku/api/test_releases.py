"""Releases over HTTP: order, ranges, promotion, rollback, and the release phase."""

from __future__ import annotations

import pytest

from tests.localheroku import plain
from tests.localheroku.gate import Gate
from tests.localheroku.platform import App
from tests.localheroku.sources import source, with_release_phase
from tests.waiting import wait_until

NEWEST = {"Range": "version ..; max=1, order=desc"}
WEB = "python3 web.py"
MIGRATE = "import os; print('migrating', os.environ['DYNO'].split('.')[0])"
FAIL = "raise SystemExit('no such column')"


def test_the_newest_release_is_asked_for_by_range(app: App) -> None:
    answer = app.platform.get(f"/apps/{app.id}/releases", headers=NEWEST)

    assert [one["version"] for one in answer.json()] == [2]
    assert answer.status_code == 206
    assert answer.headers["next-range"] == "version ]2..; max=1, order=desc"


def test_the_next_range_leads_to_the_end(app: App) -> None:
    answer = app.platform.get(f"/apps/{app.id}/releases", headers=NEWEST)
    follow = {"Range": answer.headers["next-range"]}
    answer = app.platform.get(f"/apps/{app.id}/releases", headers=follow)

    assert [one["version"] for one in answer.json()] == [1]
    assert (answer.status_code, answer.headers.get("next-range")) == (200, None)


def test_without_a_range_the_order_is_ascending(app: App) -> None:
    assert [one["version"] for one in app.get("/releases")] == [1, 2]


def test_a_release_is_found_by_id_and_by_version(app: App) -> None:
    newest = app.releases()[0]

    assert app.get(f"/releases/{newest['id']}") == newest
    assert app.get("/releases/2") == newest
    assert app.get("/releases/v2") == newest


def test_code_of_another_app_is_released_without_a_build(app: App, code: str) -> None:
    body = app.post("/releases", {"slug": code, "description": "Promote staging v3"}).json()

    assert (body["description"], body["slug"]["id"]) == ("Promote staging v3", code)
    assert app.get("/builds") == []
    assert app.visit().text == "one"


def test_a_config_change_keeps_the_code(deployed: App, code: str) -> None:
    deployed.patch("/config-vars", {"A": "1"})

    assert deployed.releases()[0]["slug"] == {"id": code}


def test_an_image_is_not_released(app: App) -> None:
    answer = app.post("/releases", {"oci_image": app.id})

    assert (answer.status_code, answer.json()["id"]) == (501, "not_implemented")


def test_exactly_one_release_is_current(deployed: App) -> None:
    deployed.patch("/config-vars", {"A": "1"})

    assert [one["version"] for one in deployed.releases() if one["current"]] == [4]


def test_a_rollback_brings_back_code_and_config(deployed: App) -> None:
    deployed.patch("/config-vars", {"A": "old"})
    former = deployed.releases()[0]
    deployed.deploy(source("two"))
    deployed.patch("/config-vars", {"A": "new"})
    body = deployed.post("/releases", {"release": former["id"]}).json()

    assert body["description"] == f"Rollback to v{former['version']}"
    assert (body["slug"], deployed.get("/config-vars")) == (former["slug"], {"A": "old"})


@pytest.mark.parametrize("target", ["v3", "3", "{id}"])
def test_a_rollback_names_its_target_by_version_or_id(deployed: App, target: str) -> None:
    former = deployed.releases()[0]
    deployed.patch("/config-vars", {"A": "1"})
    body = deployed.post("/releases", {"release": target.format(**former)}).json()

    assert (body["version"], body["description"]) == (5, "Rollback to v3")


def test_a_rollback_leaves_add_ons_and_formation(deployed: App) -> None:
    addon = deployed.add_database()
    deployed.patch("/formation/web", {"quantity": 0})
    deployed.post("/releases", {"release": "v3"})

    assert "DATABASE_URL" in deployed.get("/config-vars")
    assert deployed.releases()[0]["addon_plan_names"] == [addon["plan"]["name"]]
    assert deployed.get("/formation/web")["quantity"] == 0


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("v2", "it is succeeded and has no slug"),
        ("v4", "it is failed"),
        ("v6", "it is pending"),
        ("v7", "it is the current release and nothing came after it"),
    ],
)
def test_what_is_no_target_for_a_rollback(
    deployed: App, gate: Gate, code: str, target: str, reason: str
) -> None:
    deployed.release(deployed.upload({"web": WEB, "release": "false"}))  # v4
    deployed.released()
    deployed.release(code)
    deployed.release(deployed.upload({"web": WEB, "release": gate.command}))  # v6
    deployed.release(code)
    answer = deployed.post("/releases", {"release": target})
    gate.answer()

    assert (answer.status_code, answer.json()["id"]) == (422, "invalid_params")
    assert answer.json()["message"].startswith(f"Cannot roll back to {target}: {reason}")
    assert deployed.releases()[0]["version"] == 7


def test_an_unknown_target_of_a_rollback_is_not_found(deployed: App) -> None:
    assert deployed.post("/releases", {"release": "v99"}).status_code == 404


def test_after_a_failed_change_a_rollback_to_the_current_release_undoes_it(app: App) -> None:
    app.release(app.upload({"web": WEB, "release": 'test -z "$BROKEN"'}))
    current = app.released()
    app.patch("/config-vars", {"BROKEN": "1"})
    failed = app.released()
    app.post("/releases", {"release": current["id"]})

    assert (failed["status"], app.released()["status"]) == ("failed", "succeeded")
    assert app.get("/config-vars") == {}


def test_releases_with_code_that_succeeded_are_eligible_for_a_rollback(app: App) -> None:
    app.release(app.upload({"web": WEB}))
    app.release(app.upload({"web": WEB, "release": "false"}))
    app.released()

    # The CLI rolls back to the second newest that is eligible, so the current one counts.
    assert [one["eligible_for_rollback"] for one in app.releases()] == [False, True, False, False]


def test_the_release_phase_runs_before_the_release_is_current(deployed: App) -> None:
    build = deployed.build(with_release_phase(MIGRATE, "two"))
    text = plain.get(deployed.releases()[0]["output_stream_url"]).text

    assert build["status"] == "succeeded"
    assert text == "migrating release\n"
    assert deployed.releases()[0]["status"] == "succeeded"


def test_a_build_says_that_the_release_waits_for_its_command(deployed: App) -> None:
    build = deployed.build(with_release_phase(MIGRATE))

    assert "Release command declared" in plain.get(build["output_stream_url"]).text


def test_a_failed_release_phase_leaves_the_former_release_serving(deployed: App) -> None:
    failed = deployed.deploy(with_release_phase(FAIL, "two"))

    assert (failed["status"], failed["current"]) == ("failed", False)
    assert deployed.releases()[1]["current"]
    assert deployed.visit().text == "one"


def test_a_failed_release_phase_shows_its_output(deployed: App) -> None:
    failed = deployed.deploy(with_release_phase(FAIL))
    text = plain.get(failed["output_stream_url"]).text

    assert "no such column" in text
    assert text.endswith(" !     Release command failed with exit status 1.\n")


def test_the_next_good_deploy_recovers(deployed: App) -> None:
    deployed.deploy(with_release_phase(FAIL, "two"))
    deployed.deploy(with_release_phase(MIGRATE, "three"))
    wait_until(lambda: deployed.visit().text == "three")

    assert deployed.releases()[0]["current"]


def test_nothing_inherits_the_code_of_a_failed_release(deployed: App, code: str) -> None:
    deployed.deploy(with_release_phase(FAIL, "two"))
    deployed.patch("/config-vars", {"A": "1"})

    assert deployed.released()["slug"] == {"id": code}


def test_the_release_phase_goes_into_the_log(deployed: App) -> None:
    deployed.deploy(with_release_phase(MIGRATE))
    session = deployed.post("/log-sessions", {"dyno": "release"}).json()

    assert "migrating release" in plain.get(session["logplex_url"]).text
