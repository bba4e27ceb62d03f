"""Review-app configs: kept for who declares them; no repository is watched from here."""

from __future__ import annotations

import re

from localheroku.control import names
from localheroku.control.errors import InvalidParams, NotFound
from localheroku.model.pipeline import Pipeline
from localheroku.model.review_app_config import ReviewAppConfig
from localheroku.model.store import Store

REPO = re.compile(r"[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+", re.ASCII)
STALE_DAYS = range(1, 31)


class ReviewAppConfigs:
    def __init__(self, store: Store) -> None:
        self._store = store

    def find(self, pipeline: Pipeline) -> ReviewAppConfig:
        config = self._store.first(ReviewAppConfig, id=pipeline.id)
        if config is None:
            raise NotFound(
                f"Review apps are not enabled for pipeline {pipeline.name}.",
                resource="review_app_config",
            )
        return config

    def enable(self, config: ReviewAppConfig) -> ReviewAppConfig:
        _check(config)
        if self._store.first(ReviewAppConfig, id=config.id):
            raise InvalidParams("Review apps are already enabled for this pipeline; change them.")
        return self._store.add(config)

    def update(self, config: ReviewAppConfig) -> ReviewAppConfig:
        _check(config)
        return self._store.put(config)

    def disable(self, pipeline: Pipeline) -> ReviewAppConfig:
        config = self.find(pipeline)
        self._store.remove(config)
        return config


def _check(config: ReviewAppConfig) -> None:
    if not REPO.fullmatch(config.repo):
        raise InvalidParams(f"Repo {config.repo!r} is not accepted: owner/name of a repository.")
    if config.stale_days not in STALE_DAYS:
        raise InvalidParams(
            f"Param stale_days is {config.stale_days}; "
            f"accepted: {STALE_DAYS[0]} to {STALE_DAYS[-1]}."
        )
    if config.base_name:
        names.APP.check(config.base_name)
