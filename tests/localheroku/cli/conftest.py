"""What the tests of the CLI share."""

from __future__ import annotations

import pytest

from tests.localheroku.cli.heroku import Heroku
from tests.localheroku.platform import Platform


@pytest.fixture(scope="session")
def heroku(platform: Platform, tmp_path_factory: pytest.TempPathFactory) -> Heroku:
    """The official CLI: `heroku("apps:info", "-a", app.name)`."""
    return Heroku(platform, tmp_path_factory.mktemp("cli"))
