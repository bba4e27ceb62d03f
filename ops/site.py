"""Is the deployed site there? Asked over HTTP, as a visitor would."""

from __future__ import annotations

import time
from collections.abc import Iterable
from urllib.parse import urlsplit

import httpx

from ops.errors import OpsError

PATIENCE_SECONDS = 5  # the dynos run by now; the router hears of them in a moment
ANSWER_SECONDS = 35  # Heroku's router answers for a dyno that says nothing after 30
GOOD = "200"


def check(url: str, pages: Iterable[str], *, patience: float = PATIENCE_SECONDS) -> None:
    """Ask for each of the pages until it answers 200; `pages` is an output of the site's stack.

    Raises OpsError with the page and the answer when one doesn't in time.
    """
    deadline = time.monotonic() + patience
    with client(url) as visitor:
        for page in pages:
            found = answer(visitor, page)
            while found != GOOD and time.monotonic() < deadline:
                time.sleep(0.2)
                found = answer(visitor, page)
            if found != GOOD:
                raise OpsError(
                    f"{url.rstrip('/')}{page} answered {found} for {patience:g} s; "
                    f"a site that works answers {GOOD}."
                )


def client(url: str) -> httpx.Client:
    """A visitor's browser. `*.localhost` is this machine, whatever its resolver says."""
    if not _is_local(url):
        return httpx.Client(base_url=url, timeout=ANSWER_SECONDS)
    parts = urlsplit(url)
    return httpx.Client(
        base_url=f"http://127.0.0.1:{parts.port}",
        headers={"Host": parts.netloc},
        timeout=ANSWER_SECONDS,
        trust_env=False,
    )


def answer(client: httpx.Client, page: str) -> str:
    """The status, or what went wrong instead."""
    try:
        return str(client.get(page).status_code)
    except httpx.HTTPError as error:
        return type(error).__name__


def _is_local(url: str) -> bool:
    return (urlsplit(url).hostname or "").endswith(".localhost")
