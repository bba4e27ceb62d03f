"""A daily backup of a database, at an hour of a time zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import ClassVar
from zoneinfo import ZoneInfo


@dataclass(frozen=True, kw_only=True)
class TransferSchedule:
    """`name` is the config var that was named; `ran_at` when it last asked for a backup."""

    TABLE: ClassVar[str] = "transfer_schedules"

    id: str
    addon_id: str
    name: str
    hour: int
    timezone: str
    created_at: str
    updated_at: str
    ran_at: str | None = None

    def is_due(self, time: datetime) -> bool:
        """Whether its hour has come since it last ran, also if nobody was there to see."""
        here = time.astimezone(zone(self.timezone))
        latest = here.replace(hour=self.hour, minute=0, second=0, microsecond=0)
        if latest > here:
            latest -= timedelta(days=1)
        return datetime.fromisoformat(self.ran_at or self.created_at) < latest


def zone(name: str) -> tzinfo:
    """By its IANA name; ValueError if there is none of that name."""
    if name == "UTC":  # also on machines without a time zone database
        return UTC
    try:
        return ZoneInfo(name)
    except (KeyError, OSError) as error:
        raise ValueError(name) from error
