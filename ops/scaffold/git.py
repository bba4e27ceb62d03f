"""git, for making new repositories and looking at others'."""

from __future__ import annotations

import subprocess
from pathlib import Path

from ops.errors import OpsError


def git(folder: Path, *arguments: str) -> str:
    """What git prints. Raises OpsError with git's own words."""
    done = subprocess.run(
        ["git", *arguments], cwd=folder, capture_output=True, text=True, check=False
    )
    if done.returncode:
        said = (done.stderr or done.stdout).strip()
        raise OpsError(f"`git {arguments[0]}` failed in {folder}:\n{said}")
    return done.stdout


def tracked(folder: Path) -> list[str]:
    """The files that git tracks below a folder, relative to it; those that are there."""
    names = git(folder, "ls-files", "-z", "--", ".").split("\0")
    return sorted(name for name in set(names) if name and (folder / name).is_file())


def top(folder: Path) -> str:
    """The repository that a folder stands in."""
    return git(folder, "rev-parse", "--show-toplevel").strip()


def prefix(folder: Path) -> str:
    """The folder's place in its repository, with a final slash, or nothing."""
    return git(folder, "rev-parse", "--show-prefix").strip()


def check_identity(folder: Path) -> None:
    """Raises OpsError where git would refuse to commit, for nobody told it who does."""
    try:
        git(folder, "var", "GIT_COMMITTER_IDENT")
    except OpsError:
        raise OpsError(
            "git doesn't know who you are, so it can't make the first commit. Nothing was done.\n"
            "To do: git config --global user.name 'Your Name', and user.email in the same way."
        ) from None


def start_repository(folder: Path, message: str) -> None:
    """A new repository with everything in the folder as its first commit."""
    git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", message)
