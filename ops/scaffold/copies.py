"""The scaffold's own files, copied with another project's name in them."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from ops import git, stack_files
from ops.errors import OpsError
from ops.project import Project
from ops.stacks import STACK_NAME

Rewrite = Callable[[str], str]

STACK_FILE = re.compile(rf"Pulumi\.{STACK_NAME.pattern}\.yaml")


def files(project: Project) -> list[str]:
    """What git tracks in the project. Raises OpsError where that can't be asked or isn't whole."""
    if not (project.root / "web").is_dir():
        raise OpsError(
            f"{project.root} deploys an app elsewhere; a new project is made from the scaffold "
            "with its own app in web/.\nTo do: run this in a clone of that."
        )
    return git.tracked(project.root)


def renaming(old: str, new: str) -> Rewrite:
    """Replaces a name wherever it stands as a word, in paths as in text.

    >>> renaming("old", "new")("old-staging, web/old/wsgi.py, older")
    'new-staging, web/new/wsgi.py, older'
    """
    word = re.compile(rf"(?<![A-Za-z0-9_]){re.escape(old)}(?![A-Za-z0-9_])")
    return lambda text: word.sub(new, text)


def copy(names: Iterable[str], source: Path, target: Path, rename: Rewrite) -> None:
    """Copy files with their modes, under new names, with new names in their text.

    What is encrypted in a stack file is this project's, and nobody can open it in another one.
    """
    for name in names:
        copied = target / rename(name)
        copied.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source / name, copied)
        rewrite(copied, rename)
        if STACK_FILE.fullmatch(name):
            rewrite(copied, stack_files.without_secrets)


def rewrite(file: Path, change: Rewrite) -> None:
    """Change a file's text; one that is no text stays as it is."""
    before = file.read_bytes()
    try:
        after = change(before.decode()).encode()
    except UnicodeDecodeError:
        return
    if after != before:
        file.write_bytes(after)


def put_into_form(folder: Path) -> None:
    """A name of another length moves lines and the order of imports: as `make format` does."""
    for command in (("check", "--select", "I", "--fix"), ("format",)):
        ruff = [sys.executable, "-m", "ruff", *command, "--quiet", "--no-cache", "."]
        done = subprocess.run(ruff, cwd=folder, capture_output=True, text=True, check=False)
        if done.returncode:
            raise OpsError(f"ruff could not format the new files:\n{done.stdout}{done.stderr}")


def fresh_changelog(root: Path) -> Rewrite:
    """The new project's changelog: one entry, and why each dependency is there."""
    commit = git.run(root, "rev-parse", "--short", "HEAD").strip()

    def fresh(text: str) -> str:
        head, _, _ = text.partition("### Added")
        _, dependencies, kept = text.partition("### Dependencies")
        added = f"### Added\n\n- Made with `python -m ops new` from the scaffold at {commit}.\n\n"
        return head + added + dependencies + kept

    return fresh
