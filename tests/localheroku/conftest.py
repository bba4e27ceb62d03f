"""What the platform's tests share: one running platform, and apps on it."""

from __future__ import annotations

import secrets
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.localheroku.gate import Gate
from tests.localheroku.platform import App, Platform
from tests.localheroku.receiver import Receiver
from tests.localheroku.sources import source


@pytest.fixture(scope="session")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """Started once per run; each test has apps of its own on it."""
    running = Platform(tmp_path_factory.mktemp("platform") / "data")
    yield running
    running.remove()


@pytest.fixture
def app(platform: Platform) -> Iterator[App]:
    """An app without code."""
    app = App(platform)
    yield app
    app.delete()


@pytest.fixture(scope="session")
def code(platform: Platform) -> Iterator[str]:
    """The id of a slug whose page says "one", for tests that need code but no build."""
    builder = App(platform)
    yield builder.deploy(source("one"), version="1" * 40)["slug"]["id"]
    builder.delete()


@pytest.fixture
def deployed(app: App, code: str) -> App:
    """An app that runs one web dyno."""
    assert app.post("/releases", {"slug": code}).status_code == 201
    return app


@pytest.fixture
def pipeline(platform: Platform) -> Iterator[dict[str, Any]]:
    body = platform.post("/pipelines", {"name": f"pipe-{secrets.token_hex(4)}"}).json()
    yield body
    platform.delete(f"/pipelines/{body['id']}")


@pytest.fixture
def other(platform: Platform) -> Iterator[App]:
    """A second app."""
    other = App(platform)
    yield other
    other.delete()


@pytest.fixture
def gate(tmp_path: Path) -> Gate:
    return Gate(tmp_path)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as running:
        yield running


@pytest.fixture
def silent_url() -> Iterator[str]:
    """A URL that is never answered: a build from it stays pending."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}/source.tgz"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder for a platform of the test's own."""
    return tmp_path / "data"
