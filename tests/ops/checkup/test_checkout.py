"""The workshop's checklist, asked of a real checkout."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from ops.checkup import checkout
from ops.checkup.finding import Level, run
from ops.project import Project
from tests import git
from tests.ops.checkup.facts import told


class Repository:
    def __init__(self, root: Path) -> None:
        self.root = root
        self.project = Project(root=root, name="it", folder="web")
        self.git("init", "--quiet", "--initial-branch=main", "--template=")
        self.write("web/page.html", "one")
        self.commit()

    def git(self, *arguments: str) -> None:
        subprocess.run(
            ["git", *arguments],
            cwd=self.root,
            env=os.environ | git.ENVIRONMENT,
            capture_output=True,
            check=True,
        )

    def write(self, path: str, text: str) -> None:
        (self.root / path).parent.mkdir(exist_ok=True)
        (self.root / path).write_text(text)

    def commit(self) -> None:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", "A change")

    def told(self, level: Level) -> list[str]:
        return told(run(checkout.CHECKS, checkout.gather(self.project)), level)


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path)


def test_branch_and_folder_are_said(repository: Repository) -> None:
    found = repository.told(Level.FINE)

    assert found[0].startswith("branch main at ")
    assert found[0].endswith(f", in {repository.root}")
    assert found[1] == "everything of the app is committed"


def test_what_is_not_committed_in_web_is_named(repository: Repository) -> None:
    repository.write("web/page.html", "two")
    repository.write("web/new page.html", "new")
    repository.write("notes.txt", "not of the app")
    found = list(run(checkout.CHECKS, checkout.gather(repository.project)))

    assert [finding.where for finding in found if finding.level is Level.NOTE] == [
        "web/new page.html",
        "web/page.html",
    ]


def test_a_file_that_was_moved_is_named(repository: Repository) -> None:
    repository.git("mv", "web/page.html", "web/moved.html")

    assert checkout.gather(repository.project).changed == ("web/moved.html", "web/page.html")


def test_no_branch_is_a_note(repository: Repository) -> None:
    repository.git("checkout", "--quiet", "--detach")

    assert "No branch is checked out" in repository.told(Level.NOTE)[0]


def test_commits_on_either_side_are_counted(repository: Repository) -> None:
    repository.git("branch", "theirs")
    repository.git("branch", "--quiet", "--set-upstream-to=theirs")
    repository.write("web/page.html", "two")
    repository.commit()

    assert repository.told(Level.NOTE) == ["1 commit not pushed to theirs"]


def test_a_merge_left_half_done_is_a_finding(repository: Repository) -> None:
    repository.git("switch", "--quiet", "--create", "other")
    repository.write("web/page.html", "theirs")
    repository.commit()
    repository.git("switch", "--quiet", "main")
    repository.write("web/page.html", "ours")
    repository.commit()
    with pytest.raises(subprocess.CalledProcessError):
        repository.git("merge", "other")

    assert repository.told(Level.BAD) == ["A merge has been left half done"]


def test_a_folder_without_git_is_a_finding(tmp_path: Path) -> None:
    ill = checkout.Checkout(folder=tmp_path, is_repository=False)

    assert "no git checkout" in told(run(checkout.CHECKS, ill))[0]


def test_a_folder_that_git_does_not_trust_comes_with_gits_advice(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    ill = next(iter(run(checkout.CHECKS, checkout.gather(repository.project))))

    assert ill.mend == f"git config --global --add safe.directory {repository.root}"
