"""`heroku releases`, `rollback`."""

from __future__ import annotations

import pytest

from tests.localheroku.cli.heroku import Heroku
from tests.localheroku.platform import App
from tests.localheroku.sources import with_release_phase


@pytest.fixture
def released(app: App) -> App:
    """An app whose third release says "migrated"."""
    app.deploy(with_release_phase("print('migrated')"))
    return app


def test_releases_are_listed_newest_first(heroku: Heroku, app: App) -> None:
    app.patch("/config-vars", {"A": "1"})
    said = heroku("releases", "-a", app.name)

    assert f"=== {app.name} Releases - Current: v3" in said
    assert said.index("Set A config vars") < said.index("Initial release")


def test_a_release_is_shown_with_its_config(heroku: Heroku, app: App) -> None:
    app.patch("/config-vars", {"A": "1"})
    app.patch("/config-vars", {"A": "2"})
    said = heroku("releases:info", "v3", "-a", app.name)

    assert said.startswith("=== Release v3")
    assert "By: trial@localhost Change: Set A config vars" in said
    assert said.endswith("=== v3 Config vars A: 1")


def test_the_output_of_a_release_phase_is_shown(heroku: Heroku, released: App) -> None:
    assert "migrated" in heroku("releases:output", "-a", released.name)


def test_a_release_without_a_phase_has_no_output(heroku: Heroku, app: App) -> None:
    assert "has no release output" in heroku("releases:output", "v1", "-a", app.name)


def test_a_rollback_shows_its_release_phase(heroku: Heroku, released: App) -> None:
    released.patch("/config-vars", {"A": "1"})
    released.released()
    said = heroku("rollback", "v3", "-a", released.name)

    assert f"Rolling back {released.name} to v3... done, v5" in said
    assert "migrated" in said
    assert released.get("/config-vars") == {}


def test_a_rollback_without_a_version_goes_one_back(heroku: Heroku, deployed: App) -> None:
    deployed.patch("/config-vars", {"A": "1"})

    assert "to v3... done, v5" in heroku("rollback", "-a", deployed.name)


def test_what_has_no_code_is_nothing_to_go_back_to(heroku: Heroku, app: App) -> None:
    assert "roll back" in heroku("rollback", "v1", "-a", app.name, status=2)
