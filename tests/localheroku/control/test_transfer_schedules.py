"""Daily backups are asked for by the clock."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

import pytest

from localheroku.control.transfer_schedules import TransferSchedules
from localheroku.model.addon import Addon
from localheroku.model.app import App
from localheroku.model.identity import now
from localheroku.model.store import Store
from localheroku.model.transfer_schedule import TransferSchedule

NOW = now()
APP = App(id="a", name="a", region="us", stack="s", build_stack="s", created_at=NOW, updated_at=NOW)
TOMORROW = datetime.now(UTC) + timedelta(days=1)


class Asked:
    """What was asked for, in place of a backup."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def __call__(self, addon: Addon, schedule: TransferSchedule) -> None:
        self.names.append(addon.name)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "store.sqlite3")
    store.add(APP)
    yield store
    store.close()


def addon(store: Store, state: Literal["provisioning", "provisioned"]) -> Addon:
    made = Addon(
        id=state, app_id="a", name=state, plan="p", state=state, created_at=NOW, updated_at=NOW
    )
    return store.add(made)


def test_a_backup_is_asked_for_once_when_its_hour_has_come(store: Store) -> None:
    asked = Asked()
    schedules = TransferSchedules(store, asked)
    schedules.create(addon(store, "provisioned"), name="DATABASE_URL", hour=2, timezone="UTC")
    for _ in range(2):
        schedules.run_due(TOMORROW)

    assert asked.names == ["provisioned"]


def test_a_database_that_is_not_there_yet_is_left_alone(store: Store) -> None:
    asked = Asked()
    schedules = TransferSchedules(store, asked)
    new = addon(store, "provisioning")
    schedules.create(new, name="DATABASE_URL", hour=2, timezone="UTC")
    schedules.run_due(TOMORROW)

    assert asked.names == []
