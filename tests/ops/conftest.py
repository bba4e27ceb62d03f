"""A real localheroku for those who ask the Platform API."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ops.heroku_api import HerokuApi
from tests.localheroku.platform import KEY, Platform


@pytest.fixture(scope="session")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    running = Platform(tmp_path_factory.mktemp("api") / "data")
    yield running
    running.remove()


@pytest.fixture
def heroku(platform: Platform) -> Iterator[HerokuApi]:
    with HerokuApi(platform.address, KEY) as heroku:
        yield heroku
