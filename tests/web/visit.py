"""Asking for an address and keeping nothing open: static files arrive as open files."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing

from django.test import Client


def statuses(client: Client, urls: Iterable[str]) -> set[int]:
    """The different statuses that the addresses answer with."""
    return {status(client, url) for url in urls}


def status(client: Client, url: str) -> int:
    """The status that an address answers with."""
    with closing(client.get(url)) as answer:
        return answer.status_code


def headers(client: Client, url: str, **sent: str) -> dict[str, str]:
    """The headers that an address answers with."""
    with closing(client.get(url, headers=sent)) as answer:
        return dict(answer.headers)
