"""Slugs: code ready to run, made by builds or uploaded, shared by the apps it is promoted to."""

from __future__ import annotations

import shutil
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from localheroku.control.errors import InvalidParams
from localheroku.control.lookup import required
from localheroku.control.names import check_process_type
from localheroku.model.app import App
from localheroku.model.build import Slug
from localheroku.model.identity import new_id, new_token, now
from localheroku.model.release import Release
from localheroku.model.store import Store
from localheroku.runtime.slug import read_slug


class Slugs:
    def __init__(self, store: Store, folder: Path) -> None:
        self._store = store
        self._folder = folder
        self._folder.mkdir(mode=0o700, exist_ok=True)

    def folder(self, slug: Slug) -> Path:
        return self.place(slug.id)

    def place(self, slug_id: str) -> Path:
        """Where the slug of this id is, or is to be."""
        return self._folder / slug_id

    def get(self, slug_id: str | None) -> Slug | None:
        return self._store.first(Slug, id=slug_id) if slug_id else None

    def find(self, slug_id: str) -> Slug:
        """A slug of any app: the account that asks owns them all."""
        return required(self.get(slug_id), "slug", slug_id)

    def find_releasable(self, slug_id: str) -> Slug:
        """A slug whose code is there."""
        slug = self.find(slug_id)
        if not self.is_ready(slug):
            raise InvalidParams(
                f"Slug {slug.id} can't run: {slug.refusal} Make another slug."
                if slug.refusal
                else f"Slug {slug.id} has no code yet; upload it to its blob's URL first."
            )
        return slug

    def find_of(self, app: App, slug_id: str) -> Slug:
        """A slug that the app built or has released."""
        slug = self.find(slug_id)
        released = self._store.first(Release, app_id=app.id, slug_id=slug.id)
        return required(slug if released or slug.app_id == app.id else None, "slug", slug_id)

    def by_token(self, token: str) -> Slug:
        return required(self._store.first(Slug, blob_token=token), "slug")

    def is_ready(self, slug: Slug) -> bool:
        """Whether its code has arrived."""
        return self.folder(slug).is_dir()

    def create(
        self,
        app: App,
        process_types: dict[str, str],
        *,
        stack: str,
        checksum: str | None,
        commit: str | None,
        commit_description: str | None,
        provided_description: str | None,
    ) -> Slug:
        """A slug whose code will be uploaded."""
        for type_, command in process_types.items():
            check_process_type(type_, command)
        return self._store.add(
            Slug(
                id=new_id(),
                app_id=app.id,
                stack=stack,
                process_types=process_types,
                blob_token=new_token(),
                created_at=now(),
                updated_at=now(),
                checksum=checksum,
                commit=commit,
                commit_description=commit_description,
                provided_description=provided_description,
            )
        )

    def received(self, slug: Slug, size: int) -> None:
        self._store.put(replace(slug, size=size, refusal=None, updated_at=now()))

    def refuse(self, slug: Slug, reason: str) -> None:
        """What was uploaded is no code; whoever wants to release it is told why."""
        self._store.put(replace(slug, refusal=reason, updated_at=now()))

    def sweep(self) -> None:
        """Delete the slugs that no app has any more."""
        for slug in self._store.all(Slug):
            if not self._is_used(slug):
                self._store.remove(slug)
                shutil.rmtree(self.folder(slug), ignore_errors=True)

    def environments(self) -> set[str]:
        """Where the Python of each slug is; one that a power failure has spoilt has none."""
        found = set()
        for slug in self._store.all(Slug):
            with suppress(OSError, ValueError):
                found.add(read_slug(self.folder(slug)).environment)
        return found

    def sweep_folders(self) -> None:
        """For the start: delete what builds that were cut off have left."""
        known = {slug.id for slug in self._store.all(Slug)}
        for folder in self._folder.iterdir():
            if folder.name not in known:
                shutil.rmtree(folder, ignore_errors=True)

    def _is_used(self, slug: Slug) -> bool:
        return bool(
            self._store.first(App, id=slug.app_id) or self._store.first(Release, slug_id=slug.id)
        )
