"""Releases: the history of an app, and which of it is current."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Protocol

from localheroku.control.errors import InvalidParams
from localheroku.control.lookup import required
from localheroku.model.addon import Addon
from localheroku.model.app import App
from localheroku.model.build import Slug
from localheroku.model.formation import RELEASE_TYPE
from localheroku.model.identity import new_id, new_token, now
from localheroku.model.release import Release
from localheroku.model.store import Store


class MakeRelease(Protocol):
    """`ControlPlane.release`: what is left out stays as it was.

    `by_addon` is a change that an add-on makes to its own variables: it has no release phase.
    """

    def __call__(
        self,
        app: App,
        description: str,
        *,
        slug: Slug | None = None,
        config_vars: Mapping[str, str] | None = None,
        by_addon: bool = False,
    ) -> Release: ...


class Releases:
    def __init__(self, store: Store, release: MakeRelease) -> None:
        self._store = store
        self._release = release

    def of(self, app: App) -> list[Release]:
        """All of them, oldest first."""
        return self._store.all(Release, app_id=app.id)

    def find(self, app: App, id_or_version: str) -> Release:
        version = id_or_version.lower().removeprefix("v")
        release = self._store.first(Release, app_id=app.id, id=id_or_version)
        if release is None and version.isdecimal() and len(version) < 10:
            release = self._store.first(Release, app_id=app.id, version=int(version))
        return required(release, "release", id_or_version)

    def current(self, app: App) -> Release | None:
        """The newest that succeeded: what the dynos run."""
        return self._store.last(Release, "version", app_id=app.id, status="succeeded")

    def newest(self, app: App) -> Release | None:
        """The last one made, whatever became of it."""
        return self._store.last(Release, "version", app_id=app.id)

    def running_slug(self, app: App) -> Slug | None:
        """The code of the current release."""
        release = self.current(app)
        return self._store.first(Slug, id=release.slug_id) if release else None

    def add(
        self,
        app: App,
        description: str,
        *,
        slug: Slug | None,
        config_vars: Mapping[str, str] | None,
        by_addon: bool,
    ) -> Release:
        """The record alone, for the funnel; pending if its code has a release phase to pass."""
        app = self._touch(app, slug, config_vars)
        last = self.newest(app)
        former = None if slug else self._inherited(app)
        if former:
            slug = self._store.first(Slug, id=former.slug_id)
        has_phase = not by_addon and slug is not None and RELEASE_TYPE in slug.process_types
        waits = has_phase or (former is not None and former.status == "pending")
        return self._store.add(
            Release(
                id=new_id(),
                app_id=app.id,
                version=last.version + 1 if last else 1,
                description=description,
                status="pending" if waits else "succeeded",
                created_at=now(),
                updated_at=now(),
                slug_id=slug.id if slug else None,
                addon_plan_names=tuple(one.plan for one in self._store.all(Addon, app_id=app.id)),
                output_token=new_token() if has_phase else None,
                config_vars=app.config_vars,
            )
        )

    def from_slug(self, app: App, slug: Slug, description: str | None) -> Release:
        """Release code that was built before, by this app or by another one."""
        return self._release(app, description or deploy_description(slug), slug=slug)

    def rollback(self, app: App, id_or_version: str) -> Release:
        """A new release with the code and the config of an old one."""
        target = self.find(app, id_or_version)
        slug = self._store.first(Slug, id=target.slug_id)
        if slug is None or target.status != "succeeded":
            raise InvalidParams(
                f"Cannot roll back to v{target.version}: it is {target.status} and has "
                f"{'a' if slug else 'no'} slug; choose a release that succeeded and has one."
            )
        if target == self._store.last(Release, "version", app_id=app.id):
            raise InvalidParams(
                f"Cannot roll back to v{target.version}: it is the current release and nothing "
                "came after it; choose an older one."
            )
        return self._release(
            app, f"Rollback to v{target.version}", slug=slug, config_vars=target.config_vars
        )

    def _inherited(self, app: App) -> Release | None:
        """Whose code goes on. A failed release was never deployed, so nothing inherits from it."""
        candidates = (
            self._store.last(Release, "version", app_id=app.id, status=status)
            for status in ("pending", "succeeded")
        )
        return max(filter(None, candidates), key=lambda one: one.version, default=None)

    def _touch(self, app: App, slug: Slug | None, config_vars: Mapping[str, str] | None) -> App:
        app = self._store.get(App, app.id)
        return self._store.put(
            replace(
                app,
                config_vars=app.config_vars if config_vars is None else config_vars,
                stack=slug.stack if slug else app.stack,
                released_at=now(),
            )
        )


def deploy_description(slug: Slug) -> str:
    return f"Deploy {short_commit(slug)}"


def short_commit(slug: Slug) -> str:
    """How a description names code: by its commit, or by its slug where there is none."""
    return (slug.commit or slug.id)[:8]
