"""Sources: archives put here or fetched from elsewhere, to be built.

https://devcenter.heroku.com/articles/build-and-release-using-the-api
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from pathlib import Path

from localheroku.control.errors import InvalidParams, NotFound, TooLarge
from localheroku.control.lookup import required
from localheroku.control.uploads import save
from localheroku.control.urls import can_be_called
from localheroku.model.address import Address
from localheroku.model.build import Source
from localheroku.model.identity import age, new_token, now
from localheroku.model.store import Store

LIFETIME = 60 * 60  # seconds; Heroku's URLs are good for an hour
UNFETCHED = "The source archive could not be fetched"


class BadSource(Exception):
    """The archive can't be had or isn't the declared one; the build's output says so."""


class Sources:
    def __init__(self, store: Store, folder: Path, address: Address) -> None:
        self._store = store
        self._folder = folder
        self._address = address
        self._folder.mkdir(mode=0o700, exist_ok=True)

    def create(self) -> Source:
        self.sweep()
        return self._store.add(Source(id=new_token(), created_at=now()))

    def sweep(self) -> None:
        """Delete archives whose hour has passed, and their records."""
        for source in self._store.all(Source):
            if age(source.created_at) > LIFETIME:
                self._store.remove(source)
                (self._folder / source.id).unlink(missing_ok=True)
        for download in self._folder.iterdir():
            if time.time() - download.stat().st_mtime > LIFETIME:
                download.unlink()

    def archive(self, token: str) -> Path:
        """The archive that was put there."""
        file = self._folder / self._find(token).id
        if not file.is_file():
            raise NotFound("Nothing was uploaded to this source yet.", resource="source")
        return file

    async def receive(self, token: str, chunks: AsyncIterator[bytes]) -> None:
        await save(chunks, self._folder / self._find(token).id)

    async def fetch(self, url: str) -> Path:
        """The archive at a URL, this platform's own or any other."""
        own = self._address.source("")
        if url.startswith(own):
            try:
                return self.archive(url.removeprefix(own))
            except NotFound as error:
                raise BadSource(str(error)) from None
        return await self._download(url)

    async def _download(self, url: str) -> Path:
        # A tenth of a second to import, which only a source from elsewhere has to wait for.
        import httpx

        self.sweep()
        file = self._folder / new_token()
        try:
            async with (
                httpx.AsyncClient(follow_redirects=True, timeout=60) as client,
                client.stream("GET", url) as response,
            ):
                response.raise_for_status()
                await save(response.aiter_bytes(), file)
        except httpx.HTTPStatusError as error:
            raise BadSource(
                f"{UNFETCHED}: its server answered {error.response.status_code}."
            ) from None
        except (httpx.HTTPError, TooLarge) as error:
            raise BadSource(f"{UNFETCHED}: {type(error).__name__}: {error}") from None
        return file

    def _find(self, token: str) -> Source:
        return required(self._store.first(Source, id=token), "source")


def check_url(url: str) -> None:
    """Real Heroku demands https; on loopback plain http is good enough."""
    if not can_be_called(url):
        raise InvalidParams("Param source_blob.url must be an http or https URL.")
