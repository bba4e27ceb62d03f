"""Account features over HTTP: there are none."""

from __future__ import annotations

from tests.localheroku.platform import Platform


def test_the_account_has_no_features(platform: Platform) -> None:
    assert platform.get("/account/features").json() == []


def test_an_app_feature_is_not_found_among_them(platform: Platform) -> None:
    path = "/account/features/preboot"
    answers = [platform.get(path), platform.patch(path, {"enabled": True})]

    assert [(one.status_code, one.json()["resource"]) for one in answers] == [
        (404, "account_feature")
    ] * 2
