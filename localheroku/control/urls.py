"""URLs that clients give: whether one can be called at all, before it is kept."""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import urlsplit

HTTP = ("http", "https")


def can_be_called(url: str, schemes: Collection[str] = HTTP) -> bool:
    """Both readers must take it: what one refuses would only break off a task later."""
    # A tenth of a second to import, which only the first such URL has to wait for.
    import httpx

    try:
        parts = urlsplit(url)
        httpx.URL(url)
        return parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except (ValueError, httpx.InvalidURL):
        return False
