"""Static files after a real collect."""

from __future__ import annotations

import re

from django.core.files.storage import storages
from django.test import Client

from tests.web.source import WEB
from tests.web.visit import headers, statuses

STATIC_TAG = re.compile(r"{%\s*static\s+['\"]([^'\"]+)['\"]")


def hashed(name: str) -> str:
    return storages["staticfiles"].url(name)


def static_references() -> set[str]:
    templates = WEB.glob("*/templates/**/*.html")
    return {name for path in templates for name in STATIC_TAG.findall(path.read_text())}


def test_the_templates_refer_to_static_files() -> None:
    assert static_references() == {"hello/icon.svg", "hello/style.css"}


def test_every_reference_resolves_to_a_file_that_is_served(client: Client) -> None:
    urls = [hashed(name) for name in static_references()]

    assert statuses(client, urls) == {200}


def test_names_are_hashed_and_kept_by_browsers_for_good(client: Client) -> None:
    url = hashed("hello/style.css")

    assert re.fullmatch(r"/static/hello/style\.[0-9a-f]{12}\.css", url)
    assert "immutable" in headers(client, url)["Cache-Control"]


def test_a_stylesheet_travels_compressed(client: Client) -> None:
    url = hashed("hello/style.css")

    answered = headers(client, url, **{"Accept-Encoding": "gzip"})

    assert answered["Content-Encoding"] == "gzip"
