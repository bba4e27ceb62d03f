"""Slug blobs: a slug's code as an archive, uploaded or downloaded.

https://devcenter.heroku.com/articles/platform-api-deploying-slugs
"""

from __future__ import annotations

import asyncio
import shutil
import tarfile
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

from localheroku.control.errors import InvalidParams, NotFound
from localheroku.control.slugs import Slugs
from localheroku.control.uploads import save, sha256
from localheroku.model.build import Slug
from localheroku.runtime.buildpack.source import BadArchive, Limits, unpack
from localheroku.runtime.processes import in_thread
from localheroku.runtime.slug import BuiltSlug, write_slug

# Where Heroku's slugs hold their Python; one that was built there brings it along.
HEROKU_PYTHON = Path("app", ".heroku", "python")


class SlugBlobs:
    def __init__(self, slugs: Slugs, folder: Path) -> None:
        self._slugs = slugs
        self._folder = folder
        shutil.rmtree(folder, ignore_errors=True)  # what a killed platform was at
        self._folder.mkdir(mode=0o700)

    async def receive(self, token: str, chunks: AsyncIterator[bytes]) -> None:
        """The code of a slug that was made without, once.

        What can't be used is taken as well, as Heroku's storage takes it, and refused when it is to
        be released: the provider sends a refused upload again and again for twenty minutes.
        """
        slug = self._find_empty(token)
        with tempfile.TemporaryDirectory(dir=self._folder) as work:
            archive = Path(work) / "slug.tgz"
            await save(chunks, archive)
            try:
                fresh = await asyncio.to_thread(self._unpack, slug, archive, Path(work))
            except BadArchive as error:
                self._slugs.refuse(slug, str(error))
                return
            self._find_empty(token)  # it may have gone, or got another upload, meanwhile
            fresh.rename(self._slugs.folder(slug))
            self._slugs.received(slug, archive.stat().st_size)

    async def send(self, token: str) -> Path:
        """The archive, files under `./app`; its folder is for whoever asked, to be deleted."""
        slug = self._slugs.by_token(token)
        if not self._slugs.is_ready(slug):
            raise NotFound("The code of this slug was not uploaded yet.", resource="slug")
        work = Path(tempfile.mkdtemp(dir=self._folder))
        try:
            return await in_thread(_pack, self._slugs.folder(slug) / "app", work / "slug.tgz")
        except BaseException:
            shutil.rmtree(work, ignore_errors=True)
            raise

    def _find_empty(self, token: str) -> Slug:
        slug = self._slugs.by_token(token)
        if self._slugs.is_ready(slug):
            raise InvalidParams("The code of this slug is there already; a slug never changes.")
        return slug

    def _unpack(self, slug: Slug, archive: Path, work: Path) -> Path:
        _check(archive, slug.checksum or "")
        fresh = work / "slug"
        fresh.mkdir()
        unpack(archive, work / "source", Limits()).rename(fresh / "app")
        write_slug(fresh, self._facts(slug, archive))
        return fresh

    def _facts(self, slug: Slug, archive: Path) -> BuiltSlug:
        return BuiltSlug(
            process_types=dict(slug.process_types),
            size=archive.stat().st_size,
            stack=slug.stack,
            python="",
            environment=str(self._slugs.folder(slug) / HEROKU_PYTHON),
        )


def _check(archive: Path, declared: str) -> None:
    """Against a SHA-256; no other checksum can be told from a typing error."""
    found = sha256(archive)
    if declared and declared.lower() != found:
        raise BadArchive(f"Its checksum is {found}, not {declared} as declared.")


def _pack(app: Path, archive: Path) -> Path:
    with tarfile.open(archive, "w:gz") as tar:
        tar.add(app, "./app")
    return archive
