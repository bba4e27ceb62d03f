"""A pipeline, and the coupling that gives an app its stage in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

STAGES = ("review", "development", "staging", "production")


@dataclass(frozen=True, kw_only=True)
class Pipeline:
    TABLE: ClassVar[str] = "pipelines"

    id: str
    name: str
    created_at: str
    updated_at: str


@dataclass(frozen=True, kw_only=True)
class Coupling:
    TABLE: ClassVar[str] = "couplings"

    id: str
    app_id: str
    pipeline_id: str
    stage: str
    created_at: str
    updated_at: str
