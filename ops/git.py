"""git, as the commands ask it."""

from __future__ import annotations

import subprocess
from pathlib import Path

from ops.errors import OpsError


def ask(folder: Path, *arguments: str) -> bytes | None:
    """What git prints; None when it refuses, or isn't there. Takes no lock: nobody waits for it."""
    command = ["git", "--no-optional-locks", *arguments]
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, check=False)
    except FileNotFoundError:
        return None
    return None if done.returncode else done.stdout


def run(folder: Path, *arguments: str) -> str:
    """What git prints. Raises OpsError with git's own words."""
    done = subprocess.run(
        ["git", *arguments], cwd=folder, capture_output=True, text=True, check=False
    )
    if done.returncode:
        said = (done.stderr or done.stdout).strip()
        raise OpsError(f"`git {arguments[0]}` failed in {folder}:\n{said}")
    return done.stdout


def prefix(folder: Path) -> str:
    """The folder's place in its repository, with a final slash, or nothing."""
    return run(folder, "rev-parse", "--show-prefix").removesuffix("\n")


def tracked(folder: Path) -> list[str]:
    """The files that git tracks below a folder, relative to it; those that are there."""
    names = run(folder, "ls-files", "-z", "--", ".").split("\0")
    return sorted(name for name in set(names) if name and (folder / name).is_file())
