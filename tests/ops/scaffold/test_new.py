"""`python -m ops new`: what it makes, and that it makes nothing where it can't make all."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from ops import project
from ops.__main__ import main
from ops.scaffold import copies
from ops.trial import ROOT
from tests import git
from tests.ops.scaffold.sites import FLAT, content, make, write


class Done(NamedTuple):
    """A command that has ended."""

    status: int
    stdout: str
    stderr: str


New = Callable[..., Done]


@pytest.fixture
def new(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> New:
    """`python -m ops new …`, in this process."""
    for name, value in git.ENVIRONMENT.items():
        monkeypatch.setenv(name, value)

    def run(*arguments: str | Path) -> Done:
        return Done(main(["new", *map(str, arguments)]), *capfd.readouterr())

    return run


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folders that something is in the way of: a project, one that has changes, no project, ..."""
    tmp = tmp_path_factory.mktemp("places")
    make(tmp / "site", FLAT)
    make(tmp / "plain", {"a.txt": ""})
    write(make(tmp / "dirty", FLAT), {"notes.txt": ""})
    write(tmp / "full", {"a.txt": ""})
    return tmp


def git_says(root: Path, *arguments: str) -> str:
    command = ["git", *arguments]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout


def test_a_new_project_has_the_name_everywhere_and_one_commit(new: New, tmp_path: Path) -> None:
    root = tmp_path / "kiosk"
    done = new("kiosk", root)
    assert done.status == 0, done.stderr
    rename = copies.renaming(project.read().name, "other")
    former = [name for name, text in content(root).items() if rename(name + text) != name + text]

    assert former == []
    assert "name: kiosk\n" in (root / "Pulumi.yaml").read_text()
    assert (root / "web/kiosk/wsgi.py").exists()
    assert git_says(root, "status", "--porcelain") == ""
    assert git_says(root, "log", "--format=%s") == "Start kiosk, a Django app on Heroku as code\n"
    assert f"cd {root}" in done.stdout


def test_a_project_that_exists_keeps_every_file_and_gets_a_folder(new: New, tmp_path: Path) -> None:
    files = {**FLAT, "requirements.txt": "django==5.2.19\n"}
    root = make(tmp_path / "site", files)
    done = new("--from", root)
    assert done.status == 0, done.stderr
    after = content(root)

    assert {name: after[name] for name in files} == files
    assert "name: site\n" in after["deploy/Pulumi.yaml"]
    assert "    default: mysite.settings_heroku\n" in after["deploy/Pulumi.yaml"]
    assert "requirements.txt: lacks the lines above; it is yours, so it stays" in done.stderr
    assert "+gunicorn==" in done.stdout


def test_a_project_of_others_gets_nothing_that_is_about_our_app(new: New, tmp_path: Path) -> None:
    root = make(tmp_path / "site", FLAT)
    new("--from", root)
    tests = [text for name, text in content(root).items() if name.startswith("deploy/tests/")]

    assert len(tests) > 100
    assert not (root / "deploy/web").exists()
    assert not [text for text in tests if "web/hello/templates" in text or 'ROOT / "web' in text]


def test_a_pytest_of_the_project_around_leaves_the_folder_s_tests_alone(
    new: New, tmp_path: Path
) -> None:
    root = make(tmp_path / "site", {**FLAT, "test_theirs.py": "def test_it():\n    pass\n"})
    new("--from", root)
    command = [sys.executable, "-m", "pytest", "-q", "--collect-only", "-p", "no:cacheprovider"]
    collected = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)

    assert collected.stdout.startswith("test_theirs.py::test_it\n\n1 test collected")


def test_a_second_time_adds_nothing_more(new: New, tmp_path: Path) -> None:
    root = make(tmp_path / "site", {**FLAT, "requirements.txt": "django==5.2.19\n"})
    first, applied, again = new("--from", root), new("--from", root, "--apply"), content(root)
    third = new("--from", root)

    assert (first.status, applied.status) == (0, 0), applied.stderr
    assert "gunicorn==" in again["requirements.txt"]
    assert "lacks nothing; nothing was added" in third.stderr
    assert content(root) == again


def test_a_dry_run_shows_the_same_and_writes_nothing(new: New, tmp_path: Path) -> None:
    root = make(tmp_path / "site", FLAT)
    dry = new("--from", root, "--dry-run")

    assert content(root) == FLAT
    assert dry.status == 0
    assert new("--from", root).stdout.startswith(dry.stdout)


def test_with_a_folder_it_is_done_to_a_clone(new: New, tmp_path: Path) -> None:
    root = make(tmp_path / "site", {f"backend/{name}": text for name, text in FLAT.items()})
    done = new("--from", root / "backend", tmp_path / "copy")
    assert done.status == 0, done.stderr

    assert sorted(content(root)) == sorted(f"backend/{name}" for name in FLAT)
    assert (tmp_path / "copy/backend/deploy/infra/__main__.py").exists()
    assert "name: copy\n" in (tmp_path / "copy/backend/deploy/Pulumi.yaml").read_text()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "with --from:\n       python -m ops new NAME [DIR]"),
        (["a", "b", "c"], "with --from:\n       python -m ops new NAME [DIR]"),
        (["My-Kiosk", "{tmp}/x"], "'My-Kiosk' can't"),
        (["kiosk", "{tmp}/full"], "full exists and isn't an empty folder"),
        (["kiosk", "{tmp}/site/manage.py"], "manage.py exists and isn't an empty folder"),
        (["kiosk", "{tmp}/no/kiosk"], "There is no folder {tmp}/no"),
        (["kiosk", "{root}/kiosk"], "is inside this clone"),
        (["kiosk", f"{{tmp}}/{'k' * 250}"], "{tmp} can't be written in: "),
        (["--from", "{tmp}/nothing"], "There is no folder {tmp}/nothing"),
        (["--from", "{tmp}/full"], "is no git repository with a commit"),
        (["--from", "{root}/web"], "is inside this clone"),
        (["--from", "{tmp}/plain"], "No manage.py that git tracks"),
        (["--from", "{tmp}/dirty"], "uncommitted changes, in notes.txt"),
        (["--from", "{tmp}/dirty", "{tmp}/copy"], "uncommitted changes, in notes.txt"),
        (["--from", "{tmp}/site", "--folder", "mysite"], "mysite exists and isn't from here"),
        (["--from", "{tmp}/site", "--folder", "../x"], "'../x' can't be the new folder"),
        (["--from", "{tmp}/site", "--name", "No_Name"], "'No_Name' can't start"),
        (["--from", "{tmp}/site", "{tmp}/full"], "full exists and isn't an empty folder"),
    ],
)
def test_what_can_t_be_made_is_refused_in_a_sentence_and_leaves_nothing(
    new: New, places: Path, arguments: list[str], said: str
) -> None:
    before = content(places), sorted(places.iterdir())
    names = {"tmp": places, "root": ROOT}
    refused = new(*(each.format(**names) for each in arguments))

    assert refused.status == 1
    assert said.format(**names) in refused.stderr
    assert before == (content(places), sorted(places.iterdir()))


def test_git_must_know_who_commits(
    new: New, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in git.ENVIRONMENT.keys() - {"GIT_CONFIG_GLOBAL"}:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "user.useConfigOnly")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "true")
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", os.devnull)
    refused = new("kiosk", tmp_path / "kiosk")

    assert "git doesn't know who you are" in refused.stderr
    assert list(tmp_path.iterdir()) == []
