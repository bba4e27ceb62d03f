"""git, as the commands ask it."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from ops.errors import OpsError

# What git tells a hook of the repository that it runs for. Here the folder says which one it is.
OF_A_HOOK = {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_PREFIX"}


def ask(folder: Path, *arguments: str) -> bytes | None:
    """What git prints; None when it refuses, or isn't there. Takes no lock: nobody waits for it."""
    try:
        done = _called(folder, "--no-optional-locks", *arguments)
    except FileNotFoundError:
        return None
    return None if done.returncode else done.stdout


def run(folder: Path, *arguments: str) -> str:
    """What git prints. Raises OpsError with git's own words."""
    done = _called(folder, *arguments)
    if done.returncode:
        said = (done.stderr or done.stdout).decode(errors="replace").strip()
        raise OpsError(f"`git {arguments[0]}` failed in {folder}:\n{said}")
    return os.fsdecode(done.stdout)


def advice(folder: Path) -> str:
    """The command that git wants before it takes a folder, such as one about `safe.directory`."""
    try:
        said = _called(folder, "rev-parse", "--git-dir").stderr.decode(errors="replace")
    except FileNotFoundError:
        return ""
    return next((line.strip() for line in said.splitlines() if line.startswith("\t")), "")


def prefix(folder: Path) -> str:
    """The folder's place in its repository, with a final slash, or nothing."""
    return run(folder, "rev-parse", "--show-prefix").removesuffix("\n")


def tracked(folder: Path) -> list[str]:
    """The files that git tracks below a folder, relative to it; those that are there."""
    names = run(folder, "ls-files", "-z", "--", ".").split("\0")
    return sorted(name for name in set(names) if name and (folder / name).is_file())


def _called(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    env = {name: os.environ[name] for name in os.environ.keys() - OF_A_HOOK}
    return subprocess.run(
        ["git", *arguments], cwd=folder, env=env, capture_output=True, check=False
    )
