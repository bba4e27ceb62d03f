"""A release: one numbered state of an app, code and config together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Literal

Status = Literal["pending", "succeeded", "failed"]


@dataclass(frozen=True, kw_only=True)
class Release:
    """`config_vars` is what people had set then; one with a release phase has an `output_token`."""

    TABLE: ClassVar[str] = "releases"

    id: str
    app_id: str
    version: int
    description: str
    status: Status
    created_at: str
    updated_at: str
    slug_id: str | None = None
    addon_plan_names: tuple[str, ...] = ()
    output_token: str | None = None
    config_vars: Mapping[str, str] = field(default_factory=dict, repr=False)
