"""A formation: how many dynos of one process type run, and of what size."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

# The two process types with a meaning of their own.
WEB_TYPE = "web"
RELEASE_TYPE = "release"


@dataclass(frozen=True, kw_only=True)
class Formation:
    """The row of one (app, process type); its id stays the same across deploys."""

    TABLE: ClassVar[str] = "formations"

    id: str
    app_id: str
    type: str
    command: str
    quantity: int
    size: str
    created_at: str
    updated_at: str
