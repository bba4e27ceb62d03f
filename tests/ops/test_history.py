"""What lies between two commits, asked of a repository of the test's own."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from ops import history
from ops.trial import ROOT
from tests import git

MIGRATIONS = "web/hello/migrations"
ONE_WAY = """\
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("hello", "0001_initial")]
    operations = [migrations.RunSQL("SELECT 1")]
"""


class Repository:
    """The project's own app under git, in a folder of the test's."""

    def __init__(self, root: Path) -> None:
        self.root = root
        tracked = subprocess.run(
            ["git", "archive", "HEAD", "web"], cwd=ROOT, capture_output=True, check=True
        ).stdout
        subprocess.run(["tar", "x"], cwd=root, input=tracked, check=True)
        self._git("init", "--quiet")
        self.first = self.commit("First")

    def commit(self, message: str) -> str:
        self._git("add", "--all")
        self._git("commit", "--quiet", "--allow-empty", "--message", message)
        return self._git("rev-parse", "HEAD")

    def migration(self, content: str) -> str:
        (self.root / MIGRATIONS / "0002_more.py").write_text(content)
        return self.commit("More")

    def _git(self, *arguments: str) -> str:
        done = subprocess.run(
            ["git", *arguments],
            cwd=self.root,
            env=git.ENVIRONMENT,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.strip()


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path)


def test_commits_are_those_that_touch_the_app(repository: Repository) -> None:
    (repository.root / "README.md").write_text("words")
    repository.commit("Words only")
    (repository.root / "web/Procfile").write_text("web: true\n")
    newer = repository.commit("Another process")
    changes = history.between(repository.first, newer, root=repository.root)

    assert [line.partition(" ")[2] for line in changes.commits] == ["Another process"]


def test_a_migration_says_whether_it_can_be_taken_back(repository: Repository) -> None:
    newer = repository.migration(ONE_WAY)
    (migration,) = history.between(repository.first, newer, root=repository.root).migrations

    assert not migration.is_reversible
    assert str(migration) == "hello.0002_more (can't be taken back: Raw SQL operation)"


def test_it_goes_back_to_the_last_migration_of_the_older_commit(repository: Repository) -> None:
    newer = repository.migration(ONE_WAY)
    changes = history.between(repository.first, newer, root=repository.root)

    assert changes.before == {"hello": "0001_initial"}


def test_code_that_can_t_be_loaded_leaves_it_open(repository: Repository) -> None:
    newer = repository.migration("import nothing_like_it\n")
    (migration,) = history.between(repository.first, newer, root=repository.root).migrations

    assert migration.obstacles is None
    assert not migration.is_reversible


def test_uncommitted_changes_count_as_their_commit(repository: Repository) -> None:
    changes = history.between(f"{repository.first}-dirty", repository.first, root=repository.root)

    assert changes == history.between(repository.first, repository.first, root=repository.root)


@pytest.mark.parametrize(
    ("commit", "why"),
    [("", "doesn't say which commit"), ("1" * 40, "commit 11111111 is not in this clone")],
)
def test_what_is_not_known_is_said(repository: Repository, commit: str, why: str) -> None:
    assert why in history.between(commit, repository.first, root=repository.root).unknown
