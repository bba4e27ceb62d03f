"""Pipelines, and the stages that apps have in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from localheroku.control import names
from localheroku.control.config_vars import merged
from localheroku.control.errors import InvalidParams, NotFound
from localheroku.control.lookup import by_id_or_name, required
from localheroku.model.app import App
from localheroku.model.identity import new_id, now
from localheroku.model.pipeline import CONFIG_STAGES, Coupling, Pipeline, StageConfig
from localheroku.model.store import Store


class Pipelines:
    def __init__(self, store: Store) -> None:
        self._store = store

    def all(self) -> list[Pipeline]:
        return self._store.all(Pipeline)

    def find(self, id_or_name: str) -> Pipeline:
        return required(by_id_or_name(self._store, Pipeline, id_or_name), "pipeline")

    def create(self, name: str) -> Pipeline:
        names.PIPELINE.check_new(self._store, Pipeline, name)
        return self._store.add(Pipeline(id=new_id(), name=name, created_at=now(), updated_at=now()))

    def rename(self, pipeline: Pipeline, name: str) -> Pipeline:
        if name == pipeline.name:
            return pipeline
        names.PIPELINE.check_new(self._store, Pipeline, name)
        return self._store.put(replace(pipeline, name=name, updated_at=now()))

    def destroy(self, pipeline: Pipeline) -> Pipeline:
        """Its couplings go with it; the apps stay."""
        self._store.remove(pipeline)
        return pipeline

    def config_vars(self, pipeline: Pipeline, stage: str) -> dict[str, str]:
        """What Heroku gives to review apps or CI runs at their birth; here there are neither."""
        return dict(sorted(self._stage_config(pipeline, stage).config_vars.items()))

    def update_config_vars(
        self, pipeline: Pipeline, stage: str, changes: Mapping[str, str | None]
    ) -> dict[str, str]:
        former = self._stage_config(pipeline, stage)
        changed = replace(former, config_vars=merged(former.config_vars, changes))
        with self._store.transaction():
            self._store.remove(former)
            self._store.add(changed)
        return self.config_vars(pipeline, stage)

    def couplings(self) -> list[Coupling]:
        return self._store.all(Coupling)

    def couplings_of(self, pipeline: Pipeline) -> list[Coupling]:
        return self._store.all(Coupling, pipeline_id=pipeline.id)

    def coupling_of(self, app: App) -> Coupling:
        coupling = self._store.first(Coupling, app_id=app.id)
        if coupling is None:
            raise NotFound(
                f"{app.name} is not coupled to a pipeline.", resource="pipeline_coupling"
            )
        return coupling

    def pipeline_of(self, coupling: Coupling) -> Pipeline:
        return self._store.get(Pipeline, coupling.pipeline_id)

    def find_coupling(self, coupling_id: str) -> Coupling:
        return required(self._store.first(Coupling, id=coupling_id), "pipeline coupling")

    def couple(self, app: App, pipeline: Pipeline, stage: str) -> Coupling:
        if former := self._store.first(Coupling, app_id=app.id):
            raise InvalidParams(
                f"{app.name} is already coupled to pipeline {self.pipeline_of(former).name} "
                f"as {former.stage}; an app belongs to one pipeline."
            )
        return self._store.add(
            Coupling(
                id=new_id(),
                app_id=app.id,
                pipeline_id=pipeline.id,
                stage=stage,
                created_at=now(),
                updated_at=now(),
            )
        )

    def move(self, coupling: Coupling, stage: str) -> Coupling:
        return self._store.put(replace(coupling, stage=stage, updated_at=now()))

    def uncouple(self, coupling: Coupling) -> Coupling:
        self._store.remove(coupling)
        return coupling

    def _stage_config(self, pipeline: Pipeline, stage: str) -> StageConfig:
        if stage not in CONFIG_STAGES:
            raise InvalidParams(
                f"Stage {stage!r} has no config vars of its own; "
                f"accepted: {', '.join(CONFIG_STAGES)}. Others are set on the apps themselves."
            )
        config = self._store.first(StageConfig, pipeline_id=pipeline.id, stage=stage)
        return config or StageConfig(id=new_id(), pipeline_id=pipeline.id, stage=stage)
