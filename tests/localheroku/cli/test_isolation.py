"""What the CLI keeps to itself: the person's login, git configuration, and other machines."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.localheroku.cli.heroku import REAL_KEY, Heroku
from tests.localheroku.platform import App


def test_another_machine_is_not_called_even_when_a_command_wants_it(heroku: Heroku) -> None:
    said = heroku("notifications", status=1, stranger="telex.heroku.com")

    assert "telex.heroku.com is not called from here: this CLI works on the local trial" in said


def test_the_login_of_another_account_is_neither_used_nor_touched(heroku: Heroku) -> None:
    netrc = heroku.home / ".netrc"
    netrc.write_text(f"machine api.heroku.com\n  login me@example.com\n  password {REAL_KEY}\n")
    before = netrc.stat()
    said = heroku("auth:whoami")

    assert said.endswith("trial@localhost")
    assert (netrc.stat().st_mtime_ns, netrc.stat().st_ino) == (before.st_mtime_ns, before.st_ino)


def test_nothing_is_left_in_the_home_folder(heroku: Heroku, app: App) -> None:
    before = sorted(heroku.home.rglob("*"))
    heroku("config:set", "A=1", "-a", app.name)

    assert sorted(heroku.home.rglob("*")) == before
    assert "heroku git:credentials" in (heroku.kept / "gitconfig").read_text()


def test_a_git_remote_names_the_app_from_then_on(heroku: Heroku, app: App, tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", tmp_path], env=heroku.environment(), check=True)
    heroku("git:remote", "-a", app.name, cwd=tmp_path)

    assert f"=== {app.name}" in heroku("apps:info", cwd=tmp_path)
