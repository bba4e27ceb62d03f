"""A dyno as people see it, whatever it was started for."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class DynoView:
    """`attach_url` holds the secret that connects a client with a dyno that awaits one."""

    id: str
    app_id: str
    name: str
    type: str
    command: str
    size: str
    state: str
    release_id: str
    release_version: int
    created_at: str
    updated_at: str
    attach_url: str | None = field(default=None, repr=False)
