"""When a daily backup is due."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from localheroku.model.transfer_schedule import TransferSchedule

# Made at noon, for two o'clock.
SCHEDULE = TransferSchedule(
    id="1",
    addon_id="2",
    name="DATABASE_URL",
    hour=2,
    timezone="UTC",
    created_at="2026-03-01T12:00:00Z",
    updated_at="2026-03-01T12:00:00Z",
)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


def test_it_is_not_due_before_its_hour() -> None:
    assert not SCHEDULE.is_due(at(1, 13))
    assert not SCHEDULE.is_due(at(2, 1, 59))


def test_it_is_due_at_its_hour() -> None:
    assert SCHEDULE.is_due(at(2, 2))


def test_it_is_due_when_its_hour_was_missed() -> None:
    assert SCHEDULE.is_due(at(5, 1))


def test_it_is_due_once_a_day() -> None:
    ran = replace(SCHEDULE, ran_at="2026-03-02T02:00:30Z")

    assert not ran.is_due(at(3, 1, 59))
    assert ran.is_due(at(3, 2))


def test_its_hour_is_that_of_its_time_zone() -> None:
    there = replace(SCHEDULE, timezone="America/New_York")  # five hours behind

    assert not there.is_due(at(2, 6, 59))
    assert there.is_due(at(2, 7))


def test_an_hour_that_the_clock_skips_comes_all_the_same() -> None:
    there = replace(SCHEDULE, timezone="America/New_York", created_at="2026-03-07T12:00:00Z")

    assert there.is_due(at(8, 12))  # on this day it went from 2 to 3
