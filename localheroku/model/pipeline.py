"""A pipeline, the coupling that gives an app its stage in it, and the config vars of a stage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

STAGES = ("review", "development", "staging", "production")
# Those with config vars of their own: what Heroku CI runs, and review apps.
CONFIG_STAGES = ("test", "review")


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


@dataclass(frozen=True, kw_only=True)
class StageConfig:
    TABLE: ClassVar[str] = "stage_config_vars"

    id: str
    pipeline_id: str
    stage: str
    config_vars: Mapping[str, str] = field(default_factory=dict, repr=False)
