"""A team: a name that a program can look up; it owns nothing here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, kw_only=True)
class Team:
    TABLE: ClassVar[str] = "teams"

    id: str
    name: str
    created_at: str
    updated_at: str
    default: bool = False
