"""The project at one commit after another, in a folder of its own, with a trial of its own.

It reads the clone's objects and writes nothing into it: no worktree to be pruned, no hook is run.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from ops import git
from ops.errors import OpsError
from ops.trial import ROOT, Trial

SHORT = 10  # characters of a commit that people compare


@dataclass(frozen=True, kw_only=True)
class Commit:
    """`name` is what somebody called it."""

    id: str
    name: str

    def __str__(self) -> str:
        short = self.id[:SHORT]
        return short if self.id.startswith(self.name) else f"{self.name} ({short})"


def commit(name: str, *, root: Path = ROOT) -> Commit:
    """What a branch, tag or the like is now. Raises OpsError."""
    found = git.ask(
        root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}"
    )
    if found is None:
        raise OpsError(
            f"There is no commit {name!r} in this clone.\n"
            "To do: git fetch, or name a branch, a tag or a commit that git log shows."
        )
    return Commit(id=found.decode().strip(), name=name)


def is_dirty(*, root: Path = ROOT) -> bool:
    """Whether something that git tracks was changed and not committed."""
    return bool(git.ask(root, "status", "--porcelain", "--untracked-files=no"))


@dataclass(frozen=True, kw_only=True)
class Checkout:
    """`top` is the working tree; `root` is the clone with the commits, and with this tool."""

    top: Path
    root: Path = ROOT

    @property
    def trial(self) -> Trial:
        """Its engine's home stays in the clone: plugins are downloaded once."""
        home = Trial(root=self.root).folder / "rehearsal"
        return Trial(root=self.top / git.prefix(self.root), home=home)

    def make(self) -> None:
        """A repository without commits of its own."""
        git.run(self.top.parent, "init", "--quiet", "--template=", str(self.top))
        alternates = self.top / ".git/objects/info/alternates"
        alternates.parent.mkdir(exist_ok=True)
        alternates.write_text(f"{self._of_the_clone('objects')}\n")
        if (shallow := self._of_the_clone("shallow")).exists():
            shutil.copyfile(shallow, self.top / ".git/shallow")

    def switch(self, commit: Commit) -> None:
        """Have the files of a commit, and its Python packages. Raises OpsError."""
        hooks = f"core.hooksPath={os.devnull}"
        git.run(self.top, "-c", hooks, "checkout", "--quiet", "--detach", commit.id)
        if not (self.trial.root / "Pulumi.yaml").exists():
            raise OpsError(f"{commit} has no Pulumi.yaml, so nothing can be deployed from it.")
        self._provide_packages()

    def _of_the_clone(self, name: str) -> Path:
        """A file of git's own, wherever it keeps that: a worktree has it elsewhere."""
        path = git.run(self.root, "rev-parse", "--path-format=absolute", "--git-path", name)
        return Path(path.removesuffix("\n"))

    def _provide_packages(self) -> None:
        """This tool's own packages where the lock is the same, else those of the commit's lock."""
        environment, lock = (self.trial.root / name for name in (".venv", "requirements.txt"))
        if environment.is_symlink():
            environment.unlink()
        elif environment.exists():
            shutil.rmtree(environment)
        if not lock.exists() or lock.read_bytes() == (self.root / lock.name).read_bytes():
            environment.symlink_to(sys.prefix)
            return
        _uv("venv", "--quiet", str(environment))
        python = ["--python", str(environment / "bin/python")]
        _uv("pip", "sync", "--quiet", *python, "--require-hashes", str(lock))


def _uv(*arguments: str) -> None:
    command = [sys.executable, "-m", "uv", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise OpsError(f"`{' '.join(command)}` failed:\n{done.stderr.strip()}")
