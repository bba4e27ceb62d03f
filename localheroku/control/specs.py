"""Says what a dyno runs: a command of a release's slug, in the release's environment."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from localheroku.control.catalogue import find_dyno_size
from localheroku.control.environment import environment
from localheroku.control.slugs import Slugs
from localheroku.model.app import App
from localheroku.model.build import Slug
from localheroku.model.identity import new_id
from localheroku.model.release import Release
from localheroku.runtime.dyno_spec import DynoSpec


class Specs:
    """`attachments` gives the variables that an app's add-ons own, as they are now."""

    def __init__(self, slugs: Slugs, attachments: Callable[[App], Mapping[str, str]]) -> None:
        self._slugs = slugs
        self._attachments = attachments

    def of(
        self,
        app: App,
        release: Release,
        slug: Slug,
        *,
        name: str,
        command: str,
        size: str,
        id: str | None = None,
    ) -> DynoSpec:
        id, found = id or new_id(), find_dyno_size(size)
        env = environment(app, release, slug, found, self._attachments(app), dyno_id=id)
        return DynoSpec(
            app_id=app.id,
            name=name,
            command=command,
            env=env,
            slug=self._slugs.folder(slug),
            id=id,
            memory=found.memory,
            memory_limit=found.memory_limit,
            metrics="log-runtime-metrics" in app.features,
        )
