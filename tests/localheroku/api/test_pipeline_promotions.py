"""Promotions over HTTP: one app's slug on others of its pipeline."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.localheroku import plain
from tests.localheroku.api import fields
from tests.localheroku.api.test_shapes import check
from tests.localheroku.gate import Gate
from tests.localheroku.platform import App, Platform
from tests.waiting import wait_until

COMMIT = "0123456789abcdef0123456789abcdef01234567"
WEB = "python3 web.py"


@pytest.fixture
def shared(app: App, other: App, pipeline: dict[str, Any]) -> str:
    """The id of a pipeline in which `app` is staging and `other` is production."""
    id: str = pipeline["id"]
    couple(app, id, "staging")
    couple(other, id, "production")
    return id


def couple(app: App, pipeline: str, stage: str) -> None:
    wish = {"app": app.id, "pipeline": pipeline, "stage": stage}
    app.platform.post("/pipeline-couplings", wish).raise_for_status()


def promote(pipeline: str, source: App, *targets: App, **more: Any) -> httpx.Response:
    wish = {
        "pipeline": {"id": pipeline},
        "source": {"app": {"id": source.id}, **more},
        "targets": [{"app": {"id": target.id}} for target in targets],
    }
    return source.platform.post("/pipeline-promotions", wish)


def promoted(pipeline: str, source: App, *targets: App, **more: Any) -> str:
    """The path of a promotion."""
    answer = promote(pipeline, source, *targets, **more)
    assert answer.status_code == 201, answer.text
    return f"/pipeline-promotions/{answer.json()['id']}"


def target(platform: Platform, promotion: str) -> dict[str, Any]:
    """The only target, when it has ended."""
    wait_until(lambda: platform.get(promotion).json()["status"] == "completed")
    (found,) = platform.get(f"{promotion}/promotion-targets").json()
    body: dict[str, Any] = found
    return body


def test_a_promotion_releases_the_slug_of_the_source(
    app: App, other: App, shared: str, platform: Platform
) -> None:
    slug = app.upload({"web": WEB}, commit=COMMIT)
    app.release(slug)
    body = target(platform, promoted(shared, app, other))
    release = other.releases()[0]

    assert (body["status"], body["release"]) == ("succeeded", {"id": release["id"]})
    assert release["description"] == f"Promote {app.name} v3 01234567"
    assert (release["slug"], other.visit().text) == ({"id": slug}, "up")


def test_config_and_add_ons_of_the_target_stay(app: App, other: App, shared: str) -> None:
    app.patch("/config-vars", {"FROM": "staging", "A": "staging"})
    other.patch("/config-vars", {"A": "production"})
    app.release(app.upload({"web": WEB}))
    promote(shared, app, other)

    assert other.get("/config-vars") == {"A": "production"}


def test_promotion_and_target_have_their_fields(
    app: App, other: App, shared: str, platform: Platform
) -> None:
    app.release(app.upload({"web": WEB}))
    promotion = promoted(shared, app, other)
    body = platform.get(promotion).json()

    check(body, fields.PROMOTION)
    check(target(platform, promotion), fields.PROMOTION_TARGET)
    assert body["source"] == {"app": {"id": app.id}, "release": {"id": app.releases()[0]["id"]}}


def test_a_target_is_pending_until_its_release_phase_has_ended(
    app: App, other: App, shared: str, platform: Platform, gate: Gate
) -> None:
    app.release(app.upload({"web": WEB, "release": gate.command}))
    gate.answer()
    app.released()
    promotion = promoted(shared, app, other)

    assert platform.get(promotion).json()["status"] == "pending"
    assert platform.get(f"{promotion}/promotion-targets").json()[0]["status"] == "pending"

    gate.answer()

    assert target(platform, promotion)["status"] == "succeeded"


def test_a_release_phase_runs_with_the_config_of_the_target(
    app: App, other: App, shared: str, platform: Platform
) -> None:
    other.patch("/config-vars", {"STAGE": "production"})
    app.release(app.upload({"web": WEB, "release": "echo in $STAGE"}))
    app.released()
    target(platform, promoted(shared, app, other))

    assert plain.get(other.releases()[0]["output_stream_url"]).text == "in production\n"


def test_a_failed_target_says_why_and_keeps_its_former_release(
    app: App, other: App, shared: str, platform: Platform
) -> None:
    other.patch("/config-vars", {"BROKEN": "1"})
    app.release(app.upload({"web": WEB, "release": 'test -z "$BROKEN"'}))
    app.released()
    body = target(platform, promoted(shared, app, other))

    assert body["status"] == "failed"
    assert f"heroku releases:output v4 --app {other.name}" in body["error_message"]
    assert [one["version"] for one in other.releases() if one["current"]] == [3]


def test_each_target_ends_for_itself(app: App, other: App, shared: str, platform: Platform) -> None:
    third = App(platform)
    couple(third, shared, "production")
    other.patch("/config-vars", {"BROKEN": "1"})
    app.release(app.upload({"web": WEB, "release": 'test -z "$BROKEN"'}))
    app.released()
    promotion = promoted(shared, app, other, third)
    wait_until(lambda: platform.get(promotion).json()["status"] == "completed")
    targets = platform.get(f"{promotion}/promotion-targets").json()
    third.delete()

    assert {one["app"]["id"]: one["status"] for one in targets} == {
        other.id: "failed",
        third.id: "succeeded",
    }


def test_a_former_release_can_be_promoted(app: App, other: App, shared: str) -> None:
    old = app.upload({"web": WEB})
    former = app.release(old)
    app.release(app.upload({"web": WEB}))
    promoted(shared, app, other, release={"id": former["id"]})

    assert other.releases()[0]["slug"] == {"id": old}
    assert other.releases()[0]["description"] == f"Promote {app.name} v3 {old[:8]}"


def test_a_failed_release_is_not_promoted_by_itself(app: App, other: App, shared: str) -> None:
    good = app.upload({"web": WEB})
    app.release(good)
    app.release(app.upload({"web": WEB, "release": "false"}))
    failed = app.released()
    answer = promote(shared, app, other, release={"id": failed["id"]})
    promote(shared, app, other)

    assert answer.json()["message"] == (
        f"Release v4 of {app.name} is failed; promote one that succeeded."
    )
    assert other.releases()[0]["slug"] == {"id": good}


def test_a_source_without_code_is_refused(app: App, other: App, shared: str) -> None:
    answer = promote(shared, app, other)

    assert (answer.status_code, answer.json()["id"]) == (422, "invalid_params")
    assert "has no slug" in answer.json()["message"]


def test_an_app_is_not_promoted_to_itself(deployed: App, other: App, shared: str) -> None:
    answer = promote(shared, deployed, deployed)

    assert answer.status_code == 422
    assert "can't be promoted to itself" in answer.json()["message"]


def test_a_target_is_named_once(deployed: App, other: App, shared: str) -> None:
    assert promote(shared, deployed, other, other).status_code == 422


def test_a_promotion_without_targets_is_refused(deployed: App, shared: str) -> None:
    assert "targets is empty" in promote(shared, deployed).json()["message"]


def test_a_target_outside_of_the_pipeline_is_refused_and_nothing_is_released(
    deployed: App, other: App, shared: str, platform: Platform
) -> None:
    stranger = App(platform)
    answer = promote(shared, deployed, other, stranger)
    stranger.delete()

    assert answer.status_code == 422
    assert f": {stranger.name}. Source and targets must be" in answer.json()["message"]
    assert other.releases()[0]["version"] == 2


def test_a_source_outside_of_the_pipeline_is_refused(
    other: App, shared: str, platform: Platform
) -> None:
    stranger = App(platform)
    answer = promote(shared, stranger, other)
    stranger.delete()

    assert stranger.name in answer.json()["message"]


def test_an_unknown_promotion_is_not_found(platform: Platform) -> None:
    answer = platform.get("/pipeline-promotions/01234567-89ab-cdef-0123-456789abcdef")

    assert (answer.status_code, answer.json()["id"]) == (404, "not_found")


def test_the_target_of_a_destroyed_app_goes_with_it(
    app: App, other: App, shared: str, platform: Platform, gate: Gate
) -> None:
    app.release(app.upload({"web": WEB, "release": gate.command}))
    gate.answer()
    app.released()
    promotion = promoted(shared, app, other)
    other.delete()

    assert platform.get(promotion).json()["status"] == "completed"
    assert platform.get(f"{promotion}/promotion-targets").json() == []
