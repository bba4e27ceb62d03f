"""The repository that a project stands in, and the one that a new project starts with."""

from __future__ import annotations

from pathlib import Path

from ops import git
from ops.errors import OpsError


def top(folder: Path) -> str:
    """The repository that a folder stands in."""
    return git.run(folder, "rev-parse", "--show-toplevel").strip()


def check_identity(folder: Path) -> None:
    """Raises OpsError where git would refuse to commit, for nobody told it who does."""
    try:
        git.run(folder, "var", "GIT_COMMITTER_IDENT")
    except OpsError:
        raise OpsError(
            "git doesn't know who you are, so it can't make the first commit. Nothing was done.\n"
            "To do: git config --global user.name 'Your Name', and user.email in the same way."
        ) from None


def start(folder: Path, message: str) -> None:
    """A new repository with everything in the folder as its first commit."""
    git.run(folder, "init", "--quiet", "--initial-branch=main")
    git.run(folder, "add", "--all")
    git.run(folder, "commit", "--quiet", "--message", message)
