"""A Pulumi project in a folder of its own, and the real engine on it."""

from __future__ import annotations

import os
import shutil
import subprocess
import textwrap
from dataclasses import dataclass
from pathlib import Path

from ops.toolchain import Toolchain

STACK = "dev"


@dataclass(frozen=True)
class Project:
    """One project with one stack, its state in a folder beside it."""

    folder: Path
    tools: Toolchain
    variables: dict[str, str]

    @classmethod
    def make(cls, folder: Path, tools: Toolchain) -> Project:
        project = cls(folder / "project", tools, {})
        (project.folder / "program").mkdir(parents=True)
        (folder / "state").mkdir()
        (project.folder / "Pulumi.yaml").write_text("name: shop\nruntime: python\nmain: program\n")
        project.write("")
        made = project.pulumi("stack", "init", STACK)
        assert made.returncode == 0, made.stderr
        return project

    def copy(self, place: Path, **variables: str) -> Project:
        """The same somewhere else: much quicker than to make another."""
        shutil.copytree(self.folder.parent, place)
        return Project(place / "project", self.tools, variables)

    def write(self, program: str) -> None:
        (self.folder / "program" / "__main__.py").write_text(textwrap.dedent(program))

    def pulumi(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self.tools.pulumi, *command, "--non-interactive"],
            cwd=self.folder,
            env=self.environment(),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def preview(self) -> subprocess.CompletedProcess[str]:
        return self.pulumi("preview", "--stack", STACK)

    def up(self) -> subprocess.CompletedProcess[str]:
        return self.pulumi("up", "--yes", "--skip-preview", "--stack", STACK)

    def environment(self) -> dict[str, str]:
        others = {
            "PULUMI_BACKEND_URL": (self.folder.parent / "state").as_uri(),
            "PULUMI_CONFIG_PASSPHRASE": "for a test",
        }
        return os.environ | self.tools.environment() | others | self.variables
