"""The Content-Security-Policy, and that the pages keep it."""

from __future__ import annotations

import pytest
from django.test import Client

from gettingstarted.csp import build_policy
from tests.web.page import tags, values

PAGES = ["/", "/db/", "/no-such-page"]


def test_the_policy_names_directives_and_sources() -> None:
    policy = build_policy({"default-src": ["'none'"], "img-src": ["'self'", "data:"]})

    assert policy == "default-src 'none'; img-src 'self' data:"


@pytest.mark.parametrize("path", [*PAGES, "/health/"])
def test_every_answer_carries_it(path: str, client: Client) -> None:
    policy = client.get(path).headers["Content-Security-Policy"]

    assert policy.startswith("default-src 'none'; style-src 'self'; ")


@pytest.mark.parametrize("path", PAGES)
def test_pages_hold_no_inline_style_or_script(path: str, client: Client) -> None:
    found = tags(client.get(path).text)

    assert not [tag for tag, _ in found if tag in {"style", "script"}]
    assert not [name for _, attrs in found for name in attrs if name[:2] == "on" or name == "style"]


@pytest.mark.parametrize("path", PAGES)
def test_pages_load_from_this_site_only(path: str, client: Client) -> None:
    page = client.get(path).text
    loaded = [attrs["href"] or "" for tag, attrs in tags(page) if tag == "link"]

    assert [url for url in loaded + values(page, "src") if not url.startswith("/static/")] == []
