"""The workflows as data, and their commands as a job would run them, without GitHub."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from ops.trial import ROOT

FOLDER = ROOT / ".github"
WORKFLOWS = sorted((FOLDER / "workflows").glob("*.yml"))
SETUP = FOLDER / "actions/setup/action.yml"
EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}")


@dataclass(frozen=True)
class Step:
    """`job` is empty for a step of the action that all jobs begin with."""

    file: str
    job: str
    body: dict[str, Any]

    @property
    def command(self) -> str:
        return str(self.body.get("run", ""))

    @property
    def env(self) -> dict[str, str]:
        return dict(self.body.get("env", {}))

    def __str__(self) -> str:
        return f"{self.file}: {self.job}: {self.command or self.body['uses']}"

    def run(
        self, folder: Path, values: Mapping[str, str], environment: Mapping[str, str]
    ) -> subprocess.CompletedProcess[str]:
        """As GitHub does: each expression in `env` replaced by its value, then bash."""
        given = {name: _evaluated(text, values) for name, text in self.env.items()}
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", self.command],
            cwd=folder,
            env={**environment, **given},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )


def load(file: Path) -> dict[Any, Any]:
    found: dict[Any, Any] = yaml.safe_load(file.read_text())
    return found


def jobs() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """File, name and body of each job."""
    for file in WORKFLOWS:
        for name, body in load(file)["jobs"].items():
            yield file.name, name, body


def steps(file: str = "", job: str = "") -> list[Step]:
    """All of them, or those of one file or job."""
    found = [Step(name, each, body) for name, each, inner in jobs() for body in inner["steps"]] + [
        Step(SETUP.name, "", body) for body in load(SETUP)["runs"]["steps"]
    ]
    return [step for step in found if file in ("", step.file) and job in ("", step.job)]


def commands(file: str = "", job: str = "") -> list[Step]:
    """The steps that run a command."""
    return [step for step in steps(file, job) if step.command]


def the_command(file: str, job: str) -> Step:
    (step,) = commands(file, job)
    return step


def plain_environment() -> dict[str, str]:
    """What a runner has for everyone: where programs are, and how to reach the network."""
    wanted = re.compile(r"PATH|HOME|SSL_CERT_\w+|(?i:\w+_proxy)")
    return {name: value for name, value in os.environ.items() if wanted.fullmatch(name)}


def _evaluated(text: str, values: Mapping[str, str]) -> str:
    return EXPRESSION.sub(lambda match: values[match[1]], text)
