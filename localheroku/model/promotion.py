"""A promotion: the code of one app released on others of its pipeline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, kw_only=True)
class Promotion:
    """`source_release_id` is the release whose slug was copied."""

    TABLE: ClassVar[str] = "promotions"

    id: str
    pipeline_id: str
    source_app_id: str
    source_release_id: str
    created_at: str


@dataclass(frozen=True, kw_only=True)
class PromotionTarget:
    """It stands as its release does: there is no status of its own to fall behind."""

    TABLE: ClassVar[str] = "promotion_targets"

    id: str
    promotion_id: str
    app_id: str
    release_id: str
