"""A pipeline's wishes for its review apps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from localheroku.model.identity import stable_id


@dataclass(frozen=True, kw_only=True)
class ReviewAppConfig:
    """`id` is the pipeline's: a pipeline has one at most. `repo` is `owner/name` on GitHub."""

    TABLE: ClassVar[str] = "review_app_configs"

    id: str
    repo: str
    automatic_review_apps: bool = False
    base_name: str | None = None
    region: str | None = None
    destroy_stale_apps: bool = False
    stale_days: int = 5
    wait_for_ci: bool = False

    @property
    def repo_id(self) -> int:
        """GitHub isn't asked for its number, so the name has one here that stays the same."""
        return int(stable_id("repo", self.repo)[:7], 16)
