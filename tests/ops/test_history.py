"""What lies between two commits, asked of a repository of the test's own."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from ops import history
from ops.project import Project
from tests import git

MIGRATION = """\
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [{}]
    operations = [{}]
"""
ONE_WAY = MIGRATION.format('("hello", "0001_initial")', 'migrations.RunSQL("SELECT 1")')
APP = {
    "manage.py": """\
import os
import sys

from django.core.management import execute_from_command_line

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")
execute_from_command_line(sys.argv)
""",
    "settings.py": "INSTALLED_APPS = ['hello']\nSECRET_KEY = 'for-tests-only'\n",
    "hello/__init__.py": "",
    "hello/migrations/__init__.py": "",
    "hello/migrations/0001_initial.py": MIGRATION.format("", ""),
}


class Repository:
    """A small app under git, in a folder of the test's."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for name, content in APP.items():
            (root / "web" / name).parent.mkdir(parents=True, exist_ok=True)
            (root / "web" / name).write_text(content)
        self._git("init", "--quiet")
        self.first = self.commit("First")

    @property
    def project(self) -> Project:
        return Project(root=self.root, name="mysite", folder="web")

    def commit(self, message: str) -> str:
        self._git("add", "--all")
        self._git("commit", "--quiet", "--allow-empty", "--message", message)
        return self._git("rev-parse", "HEAD")

    def migration(self, content: str) -> str:
        (self.root / "web/hello/migrations/0002_more.py").write_text(content)
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
    changes = history.between(repository.first, newer, of=repository.project)

    assert [line.partition(" ")[2] for line in changes.commits] == ["Another process"]


def test_a_migration_says_whether_it_can_be_taken_back(repository: Repository) -> None:
    newer = repository.migration(ONE_WAY)
    (migration,) = history.between(repository.first, newer, of=repository.project).migrations

    assert not migration.is_reversible
    assert str(migration) == "hello.0002_more (can't be taken back: Raw SQL operation)"


def test_it_goes_back_to_the_last_migration_of_the_older_commit(repository: Repository) -> None:
    newer = repository.migration(ONE_WAY)
    changes = history.between(repository.first, newer, of=repository.project)

    assert changes.before == {"hello": "0001_initial"}


def test_code_that_can_t_be_loaded_leaves_it_open(repository: Repository) -> None:
    newer = repository.migration("import nothing_like_it\n")
    (migration,) = history.between(repository.first, newer, of=repository.project).migrations

    assert migration.obstacles is None
    assert not migration.is_reversible


def test_uncommitted_changes_count_as_their_commit(repository: Repository) -> None:
    changes = history.between(f"{repository.first}-dirty", repository.first, of=repository.project)

    assert changes == history.between(repository.first, repository.first, of=repository.project)


@pytest.mark.parametrize(
    ("commit", "why"),
    [("", "doesn't say which commit"), ("1" * 40, "commit 11111111 is not in this clone")],
)
def test_what_is_not_known_is_said(repository: Repository, commit: str, why: str) -> None:
    assert why in history.between(commit, repository.first, of=repository.project).unknown
