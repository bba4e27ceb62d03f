"""Whether production's database is backed up; a real localheroku is asked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from ops.checkup import backups
from ops.checkup.finding import Level, run
from ops.heroku_api import HerokuApi
from tests.localheroku.platform import KEY, App, Platform
from tests.ops.checkup.facts import app, state, told

NOBODY = "Nobody backs up a-database, and its plan has no continuous protection"


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    running = Platform(tmp_path_factory.mktemp("backups") / "data")
    yield running
    running.remove()


@pytest.fixture
def addon(platform: Platform) -> dict[str, Any]:
    plan = "heroku-postgresql:essential-0"
    made: dict[str, Any] = App(platform).post("/addons", {"plan": plan}).json()
    return {**made, "name": "a-database"}


def told_of(
    platform: Platform, addon: dict[str, Any], level: Level, stage: str = "production"
) -> list[str]:
    found = app(stage=stage, state=state(stage=stage), addons=(addon,))
    with HerokuApi(platform.address, KEY) as api:
        return told(run(backups.CHECKS, backups.gather(found, api)), level)


def test_a_database_that_nobody_backs_up_is_told(platform: Platform, addon: dict[str, Any]) -> None:
    assert told_of(platform, addon, Level.NOTE) == [NOBODY]


def test_a_daily_backup_is_fine(platform: Platform, addon: dict[str, Any]) -> None:
    schedules = f"/client/v11/databases/{addon['id']}/transfer-schedules"
    platform.post(schedules, {"hour": 2, "schedule_name": "DATABASE_URL"}).raise_for_status()

    assert told_of(platform, addon, Level.FINE) == ["the database is backed up every day"]


def test_staging_needs_none(platform: Platform, addon: dict[str, Any]) -> None:
    assert told_of(platform, addon, Level.NOTE, stage="staging") == []


def test_a_plan_with_continuous_protection_needs_none(
    platform: Platform, addon: dict[str, Any]
) -> None:
    larger = {**addon, "plan": {"name": "heroku-postgresql:standard-0"}}

    assert told_of(platform, larger, Level.NOTE) == []


def test_schedules_that_can_t_be_asked_for_are_unknown(
    platform: Platform, addon: dict[str, Any]
) -> None:
    (said,) = told_of(platform, {**addon, "id": "gone"}, Level.UNKNOWN)

    assert "Backup schedules were not looked at: GET " in said
