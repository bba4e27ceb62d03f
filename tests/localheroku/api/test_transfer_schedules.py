"""Transfer schedules over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.localheroku.platform import App, Platform


@pytest.fixture(scope="module")
def addon(platform: Platform) -> Iterator[dict[str, Any]]:
    app = App(platform)
    yield app.add_database()
    app.delete()


def path(addon: dict[str, Any], rest: str = "") -> str:
    return f"/client/v11/databases/{addon['id']}/transfer-schedules{rest}"


def schedule(platform: Platform, addon: dict[str, Any], **wish: Any) -> httpx.Response:
    return platform.post(path(addon), {"schedule_name": "DATABASE_URL", **wish})


def test_a_schedule_is_kept(platform: Platform, addon: dict[str, Any]) -> None:
    made = schedule(platform, addon, hour="02", timezone="Europe/Paris").json()
    kept = platform.get(path(addon)).json()

    assert (made["name"], made["hour"], made["timezone"]) == ("DATABASE_URL", 2, "Europe/Paris")
    assert kept == [made]


def test_the_next_schedule_takes_the_place_of_the_former(
    platform: Platform, addon: dict[str, Any]
) -> None:
    former = schedule(platform, addon, hour=2, timezone="UTC").json()
    made = schedule(platform, addon, hour=3, timezone="UTC").json()

    assert (made["uuid"], made["hour"]) == (former["uuid"], 3)
    assert platform.get(path(addon)).json() == [made]


def test_each_database_of_an_app_lists_all_its_schedules(
    platform: Platform, addon: dict[str, Any]
) -> None:
    made = schedule(platform, addon, hour=2).json()
    app = f"/apps/{addon['app']['id']}"
    second = platform.post(f"{app}/addons", {"plan": addon["plan"]["name"]}).json()

    assert platform.get(path(second)).json() == [made]


def test_a_schedule_is_removed(platform: Platform, addon: dict[str, Any]) -> None:
    made = schedule(platform, addon, hour=2).json()
    answer = platform.delete(path(addon, f"/{made['uuid']}"))

    assert answer.status_code == 200
    assert platform.get(path(addon)).json() == []


@pytest.mark.parametrize("hour", ["24", -1, "two", None, True, "1" * 400])
def test_a_day_has_24_hours(platform: Platform, addon: dict[str, Any], hour: object) -> None:
    answer = schedule(platform, addon, hour=hour, timezone="UTC")

    assert (answer.status_code, answer.json()["id"]) == (422, "invalid_params")


@pytest.mark.parametrize("timezone", ["Nowhere/Else", "../../etc/passwd", "America", "\0"])
def test_an_unknown_time_zone_is_refused(
    platform: Platform, addon: dict[str, Any], timezone: str
) -> None:
    answer = schedule(platform, addon, hour=2, timezone=timezone)

    assert answer.status_code == 422
    assert "accepted: UTC, or a name such as" in answer.json()["message"]
