"""What lies between two commits of the app: the commits, and the migrations among them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from ops import git, project
from ops.project import Project

# hello/migrations/0002_greeting_kind.py
MIGRATION = re.compile(r"(?:.*/)?(?P<app>[^/]+)/migrations/(?P<name>\d{4}_\w+)\.py")
DIRTY = "-dirty"
# Asked of Django itself, in the tree of the newer commit: it alone knows what can be taken back.
SCRIPT = """
import json
from django.db.migrations.loader import MigrationLoader
found = MigrationLoader(None).disk_migrations
print(json.dumps({
    f"{app}.{name}": [op.describe() for op in migration.operations if not op.reversible]
    for (app, name), migration in found.items()
}))
"""
SECONDS = 60


@dataclass(frozen=True, kw_only=True)
class Migration:
    """A migration that the newer commit has and the older one lacks.

    `obstacles` are the operations that can't be taken back; None when Django couldn't be asked.
    """

    app: str
    name: str
    obstacles: tuple[str, ...] | None

    @property
    def is_reversible(self) -> bool:
        return self.obstacles == ()

    def __str__(self) -> str:
        if self.obstacles is None:
            return f"{self.app}.{self.name} (whether it can be taken back is not known)"
        if self.obstacles:
            return f"{self.app}.{self.name} (can't be taken back: {'; '.join(self.obstacles)})"
        return f"{self.app}.{self.name}"


@dataclass(frozen=True, kw_only=True)
class Changes:
    """From an older commit to a newer one; `unknown` says why nothing could be found out."""

    commits: tuple[str, ...] = ()
    migrations: tuple[Migration, ...] = ()
    # By app, the last migration that the older commit has; an app without any goes back to `zero`.
    before: Mapping[str, str] = field(default_factory=dict)
    unknown: str = ""

    def lines(self) -> Iterator[str]:
        """For a person to judge."""
        if self.unknown:
            yield f"commits and migrations are not known: {self.unknown}"
        yield from (f"commit     {commit}" for commit in self.commits)
        yield from (f"migration  {migration}" for migration in self.migrations)


def between(older: str, newer: str, *, of: Project | None = None) -> Changes:
    """Commits as slugs name them, the older one first. Never raises: it is only about showing."""
    of = of or project.read()
    older, newer = older.removesuffix(DIRTY), newer.removesuffix(DIRTY)
    for commit in (older, newer):
        if not commit:
            return Changes(unknown="one of the slugs doesn't say which commit it was built from")
        if git.ask(of.app, "cat-file", "-e", f"{commit}^{{commit}}") is None:
            return Changes(
                unknown=f"commit {commit[:8]} is not in this clone; try git fetch --unshallow"
            )
    revisions = f"{older}..{newer}"
    form = ("--format=%h %s", "--no-show-signature")  # whatever color and signatures are set to
    log = git.ask(of.app, "log", *form, revisions, "--", *of.pathspec) or b""
    return Changes(
        commits=tuple(log.decode(errors="replace").splitlines()),
        migrations=_migrations(of, older, newer),
        before=dict(_named(of, older)),  # sorted, so the last one of each app stays
    )


def _migrations(of: Project, older: str, newer: str) -> tuple[Migration, ...]:
    former = set(_named(of, older))
    names = [each for each in _named(of, newer) if each not in former]
    obstacles = _obstacles(of, newer) if names else {}
    return tuple(
        Migration(app=app, name=name, obstacles=obstacles.get(f"{app}.{name}"))
        for app, name in names
    )


def _named(of: Project, commit: str) -> list[tuple[str, str]]:
    """The app and name of every migration of a commit, in order."""
    files = git.ask(of.app, "ls-tree", "-r", "-z", "--name-only", commit) or b""
    matches = [MIGRATION.fullmatch(path) for path in files.decode().split("\0")]
    return sorted((match["app"], match["name"]) for match in matches if match)


def _obstacles(of: Project, commit: str) -> dict[str, tuple[str, ...]]:
    """By migration, the operations without a way back; empty when its code can't be loaded here."""
    archive = git.ask(of.app, "archive", "--format=tar", commit, "--", *of.pathspec)
    if archive is None:
        return {}
    try:
        found: dict[str, list[str]] = json.loads(_asked(archive).splitlines()[-1])
    except (tarfile.TarError, subprocess.SubprocessError, ValueError, IndexError):
        return {}
    return {name: tuple(each) for name, each in found.items()}


def _asked(archive: bytes) -> str:
    """What Django prints in that tree; raises SubprocessError when it fails."""
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(fileobj=BytesIO(archive)) as tar:
            tar.extractall(folder, filter="data")
        manage = project.manage_py(Path(folder))
        return subprocess.run(
            [sys.executable, manage, "shell", "--no-imports", "-c", SCRIPT],
            cwd=folder,
            env={name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=True,
        ).stdout
