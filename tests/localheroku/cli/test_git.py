"""git beside the CLI: its remotes, its clones, and a push from the shell of `ops env`."""

from __future__ import annotations

from pathlib import Path

import pytest

from ops import git_access
from tests.localheroku.cli.heroku import Heroku
from tests.localheroku.platform import App, Platform
from tests.localheroku.repository import Repository


@pytest.fixture
def clone(tmp_path: Path, app: App) -> Repository:
    return Repository(tmp_path / "clone", app)


def test_the_remote_of_the_cli_is_the_apps_git_url(
    heroku: Heroku, clone: Repository, app: App
) -> None:
    heroku("git:remote", "-a", app.name, "--remote", "other", cwd=clone.folder)

    assert clone.git("remote", "get-url", "other") == app.get()["git_url"]


def test_an_app_is_cloned(heroku: Heroku, clone: Repository, app: App, tmp_path: Path) -> None:
    clone.commit("to be cloned")
    clone.push()
    heroku("git:clone", "-a", app.name, "cloned", cwd=tmp_path)

    assert (tmp_path / "cloned" / "VERSION").read_text() == "to be cloned"


def test_the_shell_of_ops_env_pushes(platform: Platform, clone: Repository, app: App) -> None:
    """Also where the machine has an authority of its own set, which overrules git's settings."""
    clone.commit("pushed")
    tls = (platform.folder / "tls" / "address").read_text().strip()
    done = clone.push(
        GIT_SSL_CAINFO="/nowhere",
        **git_access.environment(plain=platform.address, tls=tls, around={}),
    )

    assert done.returncode == 0, done.stdout
    assert app.visit().text == "pushed"
