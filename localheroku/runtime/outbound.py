"""Outbound requests: drains, webhooks and restores reach this machine, and no other."""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from localheroku.model.address import APP_DOMAIN, LOOPBACK

# It takes a tenth of a second to import, so it is imported when somebody is called.
if TYPE_CHECKING:
    import httpx

TIMEOUT = 10  # seconds for one request
# Waits after the 1st, 2nd … failure in a row; then always the last one.
WAITS = (1, 2, 5, 15, 60)


class Elsewhere(Exception):
    """The URL leads to another machine; it is not in the message, as it may hold credentials."""

    def __init__(self) -> None:
        super().__init__("only addresses of this machine are called from here")


class Undelivered(Exception):
    """No answer came. The message is the name of what went wrong, without the URL."""


class Outbound:
    def __init__(self) -> None:
        self._used = False

    async def post(self, url: str, content: bytes, headers: Mapping[str, str]) -> int:
        """The status of the answer, whatever it is; nothing is followed.

        Raises Elsewhere or Undelivered.
        """
        import httpx

        try:
            target, here = self._target(url)
            post = self._client.post(target, content=content, headers={**here, **headers})
            return (await asyncio.wait_for(post, TIMEOUT)).status_code
        except (httpx.HTTPError, httpx.InvalidURL, OSError, TimeoutError) as error:
            raise Undelivered(type(error).__name__) from None

    @asynccontextmanager
    async def get(self, url: str) -> AsyncIterator[httpx.Response]:
        """The answer, whatever it is, before its body is read; nothing is followed."""
        target, here = self._target(url)
        async with self._client.stream("GET", target, headers=here) as answer:
            yield answer

    async def close(self) -> None:
        if self._used:
            await self._client.aclose()

    def _target(self, url: str) -> tuple[httpx.URL, dict[str, str]]:
        """Where it is on this machine, and the header with the name that it was called by."""
        import httpx

        self._used = True
        target = httpx.URL(url)
        return target.copy_with(host=loopback(url)), {"Host": target.netloc.decode()}

    @cached_property
    def _client(self) -> httpx.AsyncClient:
        import httpx

        # One for all, as each new one reads the certificates of every authority. Proxies that
        # the environment names would lead away from this machine.
        limits = httpx.Limits(max_keepalive_connections=0)
        return httpx.AsyncClient(trust_env=False, timeout=TIMEOUT, limits=limits)


def loopback(url: str) -> str:
    """The address of a URL's host, if that is this machine; Elsewhere if not."""
    host = (urlsplit(url).hostname or "").rstrip(".")
    # Not every machine's resolver knows the names of apps.
    if host == APP_DOMAIN or host.endswith(f".{APP_DOMAIN}"):
        return LOOPBACK
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        raise Elsewhere from None
    if not address.is_loopback:
        raise Elsewhere
    return host


def wait_after(failures: int) -> int:
    """Seconds to wait after so many failures in a row."""
    return WAITS[min(failures, len(WAITS)) - 1]
