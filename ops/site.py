"""Is the deployed site there? Asked over HTTP, as a visitor would."""

from __future__ import annotations

import time
from collections.abc import Iterable
from urllib.parse import urlsplit

import httpx

from ops.errors import OpsError

PATIENCE_SECONDS = 60  # Heroku gives a web dyno as long to bind its port


def check(url: str, pages: Iterable[str], *, patience: float = PATIENCE_SECONDS) -> None:
    """Ask for each of the pages until it answers 200; `pages` is an output of the site's stack.

    Raises OpsError with the page, the answer and what to look at when one doesn't in time.
    """
    deadline = time.monotonic() + patience
    with _client(url) as client:
        for page in pages:
            answer = _answer(client, page)
            while answer != "200" and time.monotonic() < deadline:
                time.sleep(0.2)
                answer = _answer(client, page)
            if answer != "200":
                raise OpsError(
                    f"{url.rstrip('/')}{page} answered {answer} for {patience:g} s; "
                    f"a site that works answers 200.\n"
                    f"What the platform says: .local/heroku.log. What runs: make status"
                )


def _client(url: str) -> httpx.Client:
    """`*.localhost` is this machine, whatever its resolver says."""
    parts = urlsplit(url)
    if not (parts.hostname or "").endswith(".localhost"):
        return httpx.Client(base_url=url, timeout=30)
    return httpx.Client(
        base_url=f"http://127.0.0.1:{parts.port}",
        headers={"Host": parts.netloc},
        timeout=30,
        trust_env=False,
    )


def _answer(client: httpx.Client, page: str) -> str:
    try:
        return str(client.get(page).status_code)
    except httpx.HTTPError as error:
        return type(error).__name__
