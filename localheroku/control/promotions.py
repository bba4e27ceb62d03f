"""Promotions: the slug of one app, released on others of its pipeline.

https://devcenter.heroku.com/articles/pipelines#deployment-with-pipelines
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Literal

from localheroku.control.errors import InvalidParams
from localheroku.control.lookup import required
from localheroku.control.pipelines import Pipelines
from localheroku.control.releases import MakeRelease, Releases, short_commit
from localheroku.control.slugs import Slugs
from localheroku.model.app import App
from localheroku.model.build import Slug
from localheroku.model.identity import new_id, now
from localheroku.model.pipeline import STAGES, Pipeline
from localheroku.model.promotion import Promotion, PromotionTarget
from localheroku.model.release import Release
from localheroku.model.store import Store


class Promotions:
    """Config vars, add-ons and formations of the targets stay as they are."""

    def __init__(
        self,
        store: Store,
        release: MakeRelease,
        *,
        pipelines: Pipelines,
        releases: Releases,
        slugs: Slugs,
    ) -> None:
        self._store = store
        self._release = release
        self._pipelines = pipelines
        self._releases = releases
        self._slugs = slugs

    def find(self, promotion_id: str) -> Promotion:
        promotion = self._store.first(Promotion, id=promotion_id)
        return required(promotion, "promotion", resource="pipeline_promotion")

    def targets(self, promotion: Promotion) -> list[PromotionTarget]:
        return self._store.all(PromotionTarget, promotion_id=promotion.id)

    def release_of(self, target: PromotionTarget) -> Release:
        return self._store.get(Release, target.release_id)

    def error_of(self, target: PromotionTarget) -> str | None:
        """Why a target failed, in a sentence."""
        release = self.release_of(target)
        if release.status != "failed":
            return None
        app = self._store.get(App, target.app_id)
        return (
            f"The release command of v{release.version} failed, and the former release still "
            f"serves; `heroku releases:output v{release.version} --app {app.name}` shows why."
        )

    def status(self, promotion: Promotion) -> Literal["pending", "completed"]:
        """Completed as soon as every target has ended, well or not."""
        releases = map(self.release_of, self.targets(promotion))
        return "pending" if any(one.status == "pending" for one in releases) else "completed"

    def updated_at(self, promotion: Promotion) -> str:
        releases = map(self.release_of, self.targets(promotion))
        return max((one.updated_at for one in releases), default=promotion.created_at)

    def downstream(self, app: App) -> list[App]:
        """The apps of the next stage: where `heroku pipelines:promote` goes without `--to`."""
        coupling = self._pipelines.coupling_of(app)
        following = dict(pairwise(STAGES)).get(coupling.stage)
        return [
            self._store.get(App, one.app_id)
            for one in self._pipelines.couplings_of(self._pipelines.pipeline_of(coupling))
            if one.stage == following
        ]

    def promote(
        self,
        pipeline: Pipeline,
        source: App,
        targets: Sequence[App],
        *,
        release: str | None = None,
    ) -> Promotion:
        """One release per target, all made or none; `release` is the current one if left out."""
        self._check_apps(pipeline, source, targets)
        promoted = self._promoted(source, release)
        slug = self._slug(source, promoted)
        promotion = Promotion(
            id=new_id(),
            pipeline_id=pipeline.id,
            source_app_id=source.id,
            source_release_id=promoted.id,
            created_at=now(),
        )
        description = f"Promote {source.name} v{promoted.version} {short_commit(slug)}"
        with self._store.transaction():
            self._store.add(promotion)
            for target in targets:
                self._add(promotion, self._release(target, description, slug=slug))
        return promotion

    def _add(self, promotion: Promotion, release: Release) -> None:
        self._store.add(
            PromotionTarget(
                id=new_id(),
                promotion_id=promotion.id,
                app_id=release.app_id,
                release_id=release.id,
            )
        )

    def _check_apps(self, pipeline: Pipeline, source: App, targets: Sequence[App]) -> None:
        if not targets:
            raise InvalidParams("A promotion needs at least one target; targets is empty.")
        if source in targets:
            raise InvalidParams(f"{source.name} can't be promoted to itself; name other targets.")
        if len({target.id for target in targets}) < len(targets):
            raise InvalidParams("Each target may be named once only.")
        coupled = {one.app_id for one in self._pipelines.couplings_of(pipeline)}
        if strangers := [app.name for app in (source, *targets) if app.id not in coupled]:
            raise InvalidParams(
                f"Not in pipeline {pipeline.name}: {', '.join(strangers)}. Source and targets "
                "must be coupled to it; add them, or choose apps that are."
            )

    def _promoted(self, source: App, release: str | None) -> Release:
        promoted = self._releases.find(source, release) if release else None
        promoted = promoted or self._releases.current(source)
        assert promoted, "an app is born with releases that succeeded"
        if promoted.status != "succeeded":
            raise InvalidParams(
                f"Release v{promoted.version} of {source.name} is {promoted.status}; "
                "promote one that succeeded."
            )
        return promoted

    def _slug(self, source: App, release: Release) -> Slug:
        slug = self._slugs.get(release.slug_id)
        if slug is None:
            raise InvalidParams(
                f"Release v{release.version} of {source.name} has no slug; deploy to it first."
            )
        return slug
