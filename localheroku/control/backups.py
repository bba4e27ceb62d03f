"""Backups: the dumps that are kept, and the URLs that lead to them."""

from __future__ import annotations

import hmac
import os
import secrets
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from localheroku.control.errors import Forbidden, InvalidParams, NotFound, TooLarge
from localheroku.control.uploads import save
from localheroku.model.address import Address
from localheroku.model.identity import stamp
from localheroku.runtime import strays
from localheroku.runtime.outbound import Elsewhere, Outbound, loopback

LIFETIME = 60 * 60  # seconds; Heroku's URLs are good for an hour


class Unfetched(Exception):
    """There is no dump at the URL; the message says what there was."""


class Backups:
    """A dump is called as its transfer is, by id. No signed URL outlives the platform."""

    def __init__(
        self, folder: Path, address: Address, outbound: Outbound, *, lifetime: int = LIFETIME
    ) -> None:
        self._folder = folder
        self._address = address
        self._outbound = outbound
        self._lifetime = lifetime
        self._key = secrets.token_bytes(32)
        self._folder.mkdir(mode=0o700, exist_ok=True)

    @contextmanager
    def draft(self, id: str) -> Iterator[Path]:
        """A file to write, and `keep`; gone afterwards."""
        draft = self._draft(id)
        try:
            yield draft
        finally:
            draft.unlink(missing_ok=True)

    def keep(self, id: str) -> None:
        self._draft(id).rename(self._file(id))

    def drafted(self, id: str) -> int:
        """How much is written of it."""
        try:
            return self._draft(id).stat().st_size
        except FileNotFoundError:
            return 0

    def forget(self, id: str) -> None:
        self._file(id).unlink(missing_ok=True)

    def sweep(self, ids: Iterable[str]) -> None:
        """For the start: delete what a killed platform was at, and end whoever still writes it."""
        left = set(self._folder.iterdir()) - {self._file(id) for id in ids}
        if left:
            strays.kill(self._folder.resolve())
        for file in left:
            file.unlink()

    def url(self, id: str) -> str:
        """What a restore is told; to read it takes a signature."""
        return self._address.backup(id)

    def public_url(self, id: str) -> tuple[str, str]:
        """For whoever gets to see it, and until when."""
        expires = int(time.time()) + self._lifetime
        signed = f"{self.url(id)}?expires={expires}&signature={self._signature(id, str(expires))}"
        return signed, stamp(datetime.fromtimestamp(expires, UTC))

    def opened(self, id: str, expires: str, signature: str) -> Path:
        """The dump, for who has a signed URL."""
        wanted = self._signature(id, expires)
        if not hmac.compare_digest(wanted.encode(), signature.encode()):
            raise Forbidden("This URL has no valid signature; ask heroku pg:backups:url for one.")
        if int(expires) < time.time():
            raise Forbidden("This URL has expired; ask heroku pg:backups:url for a new one.")
        if not self._file(id).exists():
            raise NotFound("This backup was deleted.", resource="transfer")
        return self._file(id)

    def check_url(self, url: str) -> None:
        """What can be restored: a backup of this platform, or something on this machine."""
        if self._own(url) is None:
            try:
                loopback(url)
            except (Elsewhere, ValueError):
                raise InvalidParams(
                    "Param backup_url leads to another machine; accepted: the URL of a backup of "
                    "this platform, or of a dump that 127.0.0.1 or localhost serves."
                ) from None
        if not url.startswith(("http://", "https://")):
            raise InvalidParams("Param backup_url must be an http or https URL.")

    async def fetch(self, url: str, file: Path) -> None:
        """What is at a URL that `check_url` has let through, as a new file."""
        if id := self._own(url):
            try:
                os.link(self._file(id), file)
            except (OSError, ValueError):
                raise Unfetched("There is no such backup; it may have been deleted.") from None
        else:
            await self._download(url, file)

    async def _download(self, url: str, file: Path) -> None:
        import httpx  # here, as in `outbound`

        try:
            async with self._outbound.get(url) as answer:
                if answer.status_code != httpx.codes.OK:
                    raise Unfetched(
                        f"There is no backup: the server answered {answer.status_code}."
                    )
                await save(answer.aiter_bytes(), file)
        except (Elsewhere, httpx.HTTPError, httpx.InvalidURL, OSError, TooLarge) as error:
            raise Unfetched(
                f"The backup could not be fetched: {type(error).__name__}: {error}"
            ) from None

    def _own(self, url: str) -> str | None:
        start = self._address.backup("")
        return urlsplit(url).path.rpartition("/")[2] if url.startswith(start) else None

    def _signature(self, id: str, expires: str) -> str:
        return hmac.digest(self._key, f"{id} {expires}".encode(), "sha256").hex()

    def _file(self, id: str) -> Path:
        return self._folder / f"{id}.dump"

    def _draft(self, id: str) -> Path:
        return self._folder / f"{id}.draft"
