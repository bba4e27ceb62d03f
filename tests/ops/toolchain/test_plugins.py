"""Which plugins an engine gets."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ops.toolchain import plugins
from ops.toolchain.engine import Engine
from ops.toolchain.errors import UnavailableError
from ops.toolchain.pins import HEROKU, HEROKU_SERVER, PULUMI
from tests.ops.toolchain.conftest import MakeExecutable

# Does what `pulumi plugin install` does, as far as it can be seen from outside.
INSTALLS = """
echo "$*" >> "$PULUMI_HOME/calls"
mkdir -p "$PULUMI_HOME/plugins/resource-heroku-v$5"
echo official > "$PULUMI_HOME/plugins/resource-heroku-v$5/pulumi-resource-heroku"
"""


def reached(_url: str) -> None:
    """Stands for a network on which the plugin's server answers."""


def unreachable(url: str) -> None:
    raise UnavailableError(f"{url} can't be reached from here")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


def engine(pulumi: Path, *, official: bool) -> Engine:
    return Engine(pulumi=pulumi, version=PULUMI, origin="a test", official=official)


def language_host(home: Path) -> Path:
    return home / "plugins" / f"language-python-v{PULUMI}" / "pulumi-language-python"


def heroku(home: Path) -> Path:
    return home / "plugins" / f"resource-heroku-v{HEROKU}" / "pulumi-resource-heroku"


def test_a_built_engine_gets_both_stand_ins(tmp_path: Path, home: Path) -> None:
    built = engine(tmp_path / "pulumi", official=False)
    plugins.install(built, home=home, say=print)

    assert "-m ops.toolchain.language" in language_host(home).read_text()
    assert "-m ops.toolchain.heroku" in heroku(home).read_text()
    assert os.access(heroku(home), os.X_OK)


def test_the_engine_takes_them_for_installed(tmp_path: Path, home: Path) -> None:
    built = engine(tmp_path / "pulumi", official=False)
    plugins.install(built, home=home, say=print)

    assert (home / "plugins" / f"resource-heroku-v{HEROKU}.lock").exists()


def test_the_second_time_nothing_is_written(tmp_path: Path, home: Path) -> None:
    built = engine(tmp_path / "pulumi", official=False)
    plugins.install(built, home=home, say=print)
    before = heroku(home).stat()
    plugins.install(built, home=home, say=print)

    assert heroku(home).stat().st_ino == before.st_ino


def test_a_clone_that_moved_gets_them_anew(tmp_path: Path, home: Path) -> None:
    built = engine(tmp_path / "pulumi", official=False)
    plugins.install(built, home=home, say=print)
    plugins.install(built, home=home, say=print, root=tmp_path / "it is here now")

    assert "it is here now" in heroku(home).read_text()
    assert "it is here now" in language_host(home).read_text()


def test_an_official_engine_installs_the_pinned_plugin_and_uses_its_own_language_host(
    executable: MakeExecutable, tmp_path: Path, home: Path
) -> None:
    pulumi = executable(tmp_path / "bin" / "pulumi", INSTALLS)
    executable(tmp_path / "bin" / "pulumi-language-python", "")
    plugins.install(engine(pulumi, official=True), home=home, say=print, reach=reached)
    calls = (home / "calls").read_text()

    assert calls == f"plugin install resource heroku {HEROKU} --server {HEROKU_SERVER}\n"
    assert heroku(home).read_text() == "official\n"
    assert not language_host(home).exists()


def test_the_plugin_is_installed_once(
    executable: MakeExecutable, tmp_path: Path, home: Path
) -> None:
    own = engine(executable(tmp_path / "pulumi", INSTALLS), official=True)
    plugins.install(own, home=home, say=print, reach=reached)
    plugins.install(own, home=home, say=print, reach=reached)

    assert len((home / "calls").read_text().splitlines()) == 1


def test_where_the_plugin_cannot_be_reached_the_stand_in_takes_its_place_and_that_is_said(
    executable: MakeExecutable,
    tmp_path: Path,
    home: Path,
) -> None:
    own, said = engine(executable(tmp_path / "pulumi", INSTALLS), official=True), list[str]()
    plugins.install(own, home=home, say=said.append, reach=unreachable)

    assert "-m ops.toolchain.heroku" in heroku(home).read_text()
    assert "a stand-in takes its place: https://api.github.com/pulumiverse can't" in said[0]


def test_a_plugin_that_cannot_be_installed_is_said_in_the_engines_words(
    executable: MakeExecutable, tmp_path: Path, home: Path
) -> None:
    failing = executable(tmp_path / "pulumi", "echo 'rate limit exceeded' >&2; exit 255")
    said: list[str] = []
    plugins.install(engine(failing, official=True), home=home, say=said.append, reach=reached)

    assert "rate limit exceeded" in said[-1]
