"""What is read from the Platform API beside the provider: releases, builds and their logs.

https://devcenter.heroku.com/articles/platform-api-reference
"""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import pulumi

from infra.settings.access import Access

if TYPE_CHECKING:
    import httpx

Json = dict[str, Any]

# Colours and cursor movements (ECMA-48).
STYLES = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]")
# postgres://me:a-password@HOST; what is expected of a URL is told with a placeholder.
CREDENTIALS = re.compile(r"(?<=://)(?!USER:PASSWORD@)[^\s/@:]*:[^\s/@]+(?=@)")

ANSWER_SECONDS = 30
# pip is silent while it compiles, a release phase for as long as it likes, which is up to an hour.
SILENCE_SECONDS = 3600


class ApiError(Exception):
    """The API could not be asked, or refused; the message says what and why."""


class NotThere(ApiError):
    """What was asked for does not exist."""


class HerokuApi:
    """Reads only; every call opens and closes its own connection, for there are one to three."""

    def __init__(self, access: Access) -> None:
        self._access = access
        if not pulumi.runtime.is_dry_run():
            threading.Thread(target=_load_httpx, daemon=True).start()

    async def release(self, app_id: str, release_id: str) -> Json:
        found: Json = await self._get(f"/apps/{app_id}/releases/{release_id}")
        return found

    async def releases(self, app_id: str, *, most: int) -> list[Json]:
        """Newest first."""
        found: list[Json] = await self._get(
            f"/apps/{app_id}/releases", range=f"version ..; max={most},order=desc"
        )
        return found

    async def has_slug(self, app_id: str, slug_id: str) -> bool:
        """Whether the platform still keeps a slug."""
        try:
            await self._get(f"/apps/{app_id}/slugs/{slug_id}")
        except NotThere:
            return False
        return True

    async def newest_build(self, app_id: str) -> Json | None:
        found: list[Json] = await self._get(
            f"/apps/{app_id}/builds", range="created_at ..; max=1,order=desc"
        )
        return found[0] if found else None

    async def lines(self, output_stream_url: str) -> AsyncIterator[str]:
        """A log as it grows, until it is complete. Its address is the permission to read it."""
        async with (
            self._client(SILENCE_SECONDS) as client,
            client.stream("GET", output_stream_url) as log,
        ):
            if not log.is_success:
                raise ApiError(f"the log answers {log.status_code}")
            async for line in log.aiter_lines():
                yield inert(line)

    async def show(self, output_stream_url: str, resource: pulumi.Resource) -> None:
        """A log as it grows, under the resource's name; one that breaks off is no failure."""
        with suppress(ApiError):
            async for line in self.lines(output_stream_url):
                pulumi.log.info(line, resource, ephemeral=self._access.logs_scroll)

    async def _get(self, path: str, *, range: str | None = None) -> Any:
        headers = {
            "Accept": "application/vnd.heroku+json; version=3",
            "Authorization": f"Bearer {self._access.api_key}",
        }
        async with self._client(ANSWER_SECONDS) as client:
            answer = await client.get(
                self._access.url + path, headers=headers | ({"Range": range} if range else {})
            )
        if not answer.is_success:
            kind = NotThere if answer.status_code == HTTPStatus.NOT_FOUND else ApiError
            raise kind(f"GET {path} answers {answer.status_code}: {answer.text[:500]}")
        try:
            return answer.json()
        except ValueError:  # a proxy's page, say
            raise ApiError(f"GET {path} answers {answer.text[:100]!r}, not JSON") from None

    @asynccontextmanager
    async def _client(self, seconds: float) -> AsyncIterator[httpx.AsyncClient]:
        import httpx

        timeout = httpx.Timeout(ANSWER_SECONDS, read=seconds)
        # Go's clients, so the provider too, never reach this machine through a proxy.
        trust_env = not self._access.is_local
        # Reading the certificates takes longer than a local answer, which has none.
        verify = self._access.url.startswith("https:")
        try:
            async with httpx.AsyncClient(
                timeout=timeout, trust_env=trust_env, verify=verify
            ) as client:
                yield client
        except httpx.HTTPError as error:
            raise ApiError(
                f"{self._access.url} can't be read: {error or type(error).__name__}"
            ) from error


def _load_httpx() -> None:
    """Beside the first resources: it takes a third of a second, which a preview never pays."""
    import httpx

    httpx.AsyncClient(verify=False, trust_env=False)


def inert(line: str) -> str:
    """A line of an app's log, for a terminal or the public log of a job.

    The engine masks what it knows for secret. It doesn't know DATABASE_URL, which a traceback may
    hold, and it passes on what moves the cursor.
    """
    shown = "".join(
        each if each.isprintable() or each == "\t" else "\ufffd" for each in STYLES.sub("", line)
    )
    return CREDENTIALS.sub("[secret]", shown)


async def pauses() -> AsyncIterator[None]:
    """At once, then after 0.3, 0.6, 1.2 … seconds, at last every ten: for asking again.

    An account may ask 4500 times an hour: https://devcenter.heroku.com/articles/platform-api-reference#rate-limits
    """
    seconds = 0.3
    while True:
        yield
        await asyncio.sleep(seconds)
        seconds = min(2 * seconds, 10)
