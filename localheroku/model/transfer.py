"""A transfer, as Heroku calls what moves a database's content: a backup, a restore or a copy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

TransferType = Literal["backup", "restore", "copy"]


@dataclass(frozen=True, kw_only=True)
class Transfer:
    """Counted per app, the one that owns the database. A deleted one stays, as its number does.

    `schedule_id` is of the schedule that asked for it; `bytes` is the size of the dump.
    """

    TABLE: ClassVar[str] = "transfers"

    id: str
    app_id: str
    addon_id: str
    num: int
    type: TransferType
    from_name: str
    to_name: str
    created_at: str
    updated_at: str
    schedule_id: str | None = None
    started_at: str | None = None
    canceled_at: str | None = None
    finished_at: str | None = None
    deleted_at: str | None = None
    succeeded: bool | None = None
    source_bytes: int | None = None
    bytes: int | None = None
    warnings: int = 0

    @property
    def name(self) -> str:
        """`b001`; `a002` if a schedule asked for it."""
        letter = "a" if self.schedule_id else self.type[0]
        return f"{letter}{self.num:03}"
