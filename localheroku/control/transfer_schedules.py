"""Transfer schedules: a daily backup, made at its hour or as soon after it as the platform runs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from localheroku.control.errors import InvalidParams
from localheroku.control.lookup import required
from localheroku.control.tasks import until_stored
from localheroku.model.addon import Addon
from localheroku.model.identity import new_id, now, stamp
from localheroku.model.store import Store
from localheroku.model.transfer_schedule import TransferSchedule, zone

INTERVAL = 60  # seconds between looks at the clock

Capture = Callable[[Addon, TransferSchedule], object]


class TransferSchedules:
    def __init__(self, store: Store, capture: Capture) -> None:
        self._store = store
        self._capture = capture

    def of(self, addon: Addon) -> list[TransferSchedule]:
        """Those of all databases of its app: the CLI asks any of them."""
        databases = self._store.all(Addon, app_id=addon.app_id)
        return [
            schedule
            for database in databases
            for schedule in self._store.all(TransferSchedule, addon_id=database.id)
        ]

    def find(self, addon: Addon, id: str) -> TransferSchedule:
        named = (schedule for schedule in self.of(addon) if schedule.id == id)
        return required(next(named, None), "schedule", id)

    def create(self, addon: Addon, *, name: str, hour: int, timezone: str) -> TransferSchedule:
        """In place of the one that the config var has."""
        _check(hour, timezone)
        former = self._store.first(TransferSchedule, addon_id=addon.id, name=name)
        schedule = TransferSchedule(
            id=former.id if former else new_id(),
            addon_id=addon.id,
            name=name,
            hour=hour,
            timezone=timezone,
            created_at=now(),
            updated_at=now(),
        )
        return self._store.put(schedule) if former else self._store.add(schedule)

    def destroy(self, schedule: TransferSchedule) -> TransferSchedule:
        self._store.remove(schedule)
        return schedule

    async def run(self, pause: Callable[[float], Awaitable[bool]]) -> None:
        """For as long as the platform runs."""
        while True:
            await until_stored(partial(self.run_due, datetime.now(UTC)))
            if not await pause(INTERVAL):
                return

    def run_due(self, time: datetime) -> None:
        """Ask for the backups whose hour has come."""
        for schedule in self._store.all(TransferSchedule):
            addon = self._store.get(Addon, schedule.addon_id)
            if addon.state == "provisioned" and schedule.is_due(time):
                with self._store.transaction():
                    self._store.put(replace(schedule, ran_at=stamp(time)))
                    self._capture(addon, schedule)


def _check(hour: int, timezone: str) -> None:
    if not 0 <= hour <= 23:
        raise InvalidParams(f"Param hour is {hour}; accepted: 0 to 23.")
    try:
        zone(timezone)
    except ValueError:
        raise InvalidParams(
            f"Param timezone is {timezone!r}; accepted: UTC, or a name such as Europe/Paris."
        ) from None
