"""A log drain: where an app's log lines are sent besides the buffer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar


@dataclass(frozen=True, kw_only=True)
class Drain:
    """`url` may hold credentials, so it never appears in a log."""

    TABLE: ClassVar[str] = "drains"

    id: str
    app_id: str
    token: str
    created_at: str
    updated_at: str
    url: str = field(repr=False)
