"""A project folder to deploy from, and `deploy`, which runs the program on it."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol

import pytest
import yaml

from infra.settings.access import NON_INTERACTIVE
from tests import git
from tests.infra.recorder import PROJECT, ROOT, Deployment, run

KEY = "a-secret-key-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz"

STAGING = {
    "staging": {
        "appName": f"{PROJECT}-staging",
        "slugId": "5a5a5a5a-0000-4000-8000-000000000001",
        "pipelineId": "9b9b9b9b-0000-4000-8000-000000000001",
    }
}


class Project:
    """A checkout with a small `web/`."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @classmethod
    def make(cls, root: Path) -> Project:
        project = cls(root)
        (root / "infra").mkdir(parents=True)
        project.git("init", "--quiet", "--initial-branch=main", "--template=")
        project.write(".gitignore", ".env\n.local/\n")
        project.write("web/Procfile", "release: python manage.py migrate\nweb: gunicorn it\n")
        project.write("web/manage.py", "#!/usr/bin/env python\n").chmod(0o755)
        project.commit()
        return project

    def write(self, path: str, text: str) -> Path:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        return file

    def commit(self) -> str:
        """Commit everything; its name."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", "A change")
        return self.git("rev-parse", "HEAD")

    def commit_of(self, path: str) -> str:
        """The last commit that touched it."""
        return self.git("log", "-1", "--format=%H", "--", path)

    def git(self, *arguments: str) -> str:
        done = subprocess.run(
            ["git", *arguments],
            cwd=self.root,
            env=os.environ | git.ENVIRONMENT,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.strip()


class Deploy(Protocol):
    """The stack's keys as keyword arguments; those named in `secret` were set with --secret."""

    def __call__(
        self,
        stack: str = "dev",
        *,
        preview: bool = True,
        secret: tuple[str, ...] = ("secretKey",),
        outputs_of: Mapping[str, Mapping[str, Any]] = STAGING,
        also: Mapping[str, Any] | None = None,
        new: tuple[str, ...] = (),
        created: Callable[[], bool] = lambda: True,
        failing: tuple[str, ...] = (),
        hostname: str = "{app}-0a1b2c.herokuapp.com",
        **config: Any,
    ) -> Deployment: ...


@pytest.fixture(scope="session")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Made once: a copy is quicker than four calls of git."""
    return Project.make(tmp_path_factory.mktemp("pristine") / "project")


@pytest.fixture
def project(pristine: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """The working directory is its `infra/`, as Pulumi makes it."""
    project = Project(tmp_path / "project")
    shutil.copytree(pristine.root, project.root)
    monkeypatch.chdir(project.root / "infra")
    return project


@pytest.fixture(autouse=True)
def no_account(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reaches whatever the shell that runs it is logged in to."""
    for name in ("HEROKU_API_KEY", "HEROKU_API_URL", *NON_INTERACTIVE):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def deploy(project: Project) -> Deploy:
    """Runs the program on defaults, the stack's committed file and what the test sets."""

    def deploy(
        stack: str = "dev",
        *,
        preview: bool = True,
        secret: tuple[str, ...] = ("secretKey",),
        outputs_of: Mapping[str, Mapping[str, Any]] = STAGING,
        also: Mapping[str, Any] | None = None,
        new: tuple[str, ...] = (),
        created: Callable[[], bool] = lambda: True,
        failing: tuple[str, ...] = (),
        hostname: str = "{app}-0a1b2c.herokuapp.com",
        **config: Any,
    ) -> Deployment:
        set_keys = {
            f"{PROJECT}:{key}": value
            for key, value in ({"secretKey": KEY, "appFolder": "web"} | config).items()
        }
        return run(
            stack=stack,
            config=defaults() | committed(stack) | set_keys | dict(also or {}),
            secret=[f"{PROJECT}:{key}" for key in secret],
            outputs_of=outputs_of,
            preview=preview,
            new=new,
            created=created,
            failing=failing,
            hostname=hostname,
        )

    return deploy


def defaults() -> dict[str, Any]:
    """What the engine gives a stack that sets nothing."""
    declared = yaml.safe_load((ROOT / "Pulumi.yaml").read_text())["config"]
    return {f"{PROJECT}:{key}": declaration["default"] for key, declaration in declared.items()}


def committed(stack: str) -> dict[str, Any]:
    file = ROOT / f"Pulumi.{stack}.yaml"
    config: dict[str, Any] = yaml.safe_load(file.read_text())["config"] if file.exists() else {}
    return config
