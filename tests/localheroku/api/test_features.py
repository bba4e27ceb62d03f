"""App features over HTTP."""

from __future__ import annotations

from tests.localheroku.platform import App, Platform


def test_a_feature_is_switched_by_name_and_found_by_id(app: App) -> None:
    body = app.patch("/features/preboot", {"enabled": True}).json()

    assert body["enabled"]
    assert app.get(f"/features/{body['id']}") == body


def test_a_feature_is_switched_off(app: App) -> None:
    app.patch("/features/preboot", {"enabled": True})

    assert not app.patch("/features/preboot", {"enabled": False}).json()["enabled"]


def test_features_make_no_release(app: App) -> None:
    app.patch("/features/preboot", {"enabled": True})

    assert len(app.releases()) == 2


def test_an_unknown_feature_is_not_found(app: App, platform: Platform) -> None:
    answer = platform.get(f"/apps/{app.id}/features/wings")

    assert answer.status_code == 404
    assert (
        "accepted: runtime-dyno-metadata, log-runtime-metrics, preboot" in answer.json()["message"]
    )
