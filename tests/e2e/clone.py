"""A clone of the project to deploy from, as a person would have it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

import httpx

from ops import project
from ops.stacks import STACKS
from ops.trial import ROOT
from tests import git

Finished = subprocess.CompletedProcess[str]

PROJECT = project.read().name


@dataclass
class Clone:
    """A checkout below a temporary folder; its trial lives in its own `.local/`."""

    root: Path
    _exports: dict[str, str] = field(default_factory=dict)
    _as_checked_out: object = None

    @classmethod
    def make(cls, root: Path) -> Self:
        """Copy what git tracks, as it is in the working tree, and commit it there."""
        tracked = subprocess.run(
            ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
        )
        for name in filter(None, tracked.stdout.split("\0")):
            if (ROOT / name).exists():
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(ROOT / name, root / name)
        (root / ".venv").symlink_to(Path(sys.prefix))
        clone = cls(root)
        clone.git("init", "--quiet", "--initial-branch=main")
        clone.commit("Everything")
        return clone

    @classmethod
    @contextmanager
    def running(cls, root: Path) -> Iterator[Clone]:
        """One on which `make up` has run; nothing of it is left afterwards."""
        clone = cls.make(root)
        try:
            clone.bring_up()
            yield clone
        finally:
            clone.ops("down")

    def ops(self, *arguments: str, env: dict[str, str] | None = None) -> Finished:
        """`python -m ops …`, as the Makefile runs it."""
        return self.run([sys.executable, "-m", "ops", *arguments], env=env)

    def pulumi(self, *arguments: str, given: str | None = None) -> Finished:
        """`pulumi …`, as a person types it after `eval "$(… ops env)"`."""
        return self.run(["pulumi", *arguments], env=self.exports(), given=given)

    def exports(self) -> dict[str, str]:
        """What a shell holds after `eval "$(python -m ops env)"`, which people type once."""
        if not self._exports:
            script = f'eval "$({sys.executable} -m ops env)" && env -0'
            shell = self.run(["sh", "-c", script])
            assert shell.returncode == 0, shell.stderr
            pairs = (line.partition("=") for line in shell.stdout.split("\0") if line)
            self._exports = {name: value for name, _, value in pairs}
        return dict(self._exports)

    def app(self, stack: str) -> str:
        """What the app of a stack is called."""
        return f"{PROJECT}-{stack}"

    def bring_up(self) -> None:
        """Have staging and production run what is checked out; quick when they do."""
        if self._as_checked_out is None or self._as_checked_out != self._seen():
            done = self.ops("up", "--yes")
            assert done.returncode == 0, done.stdout + done.stderr
            self._as_checked_out = self._seen()

    def _seen(self) -> object:
        """The files that are checked out, and what the pipeline's apps run."""
        apps = [self.app(stack) for stack in STACKS]
        return (
            self.git("rev-parse", "HEAD:"),
            [self.releases(app)[0]["id"] for app in apps],
            [self.api(f"/apps/{app}/formation") for app in apps],
        )

    def git(self, *arguments: str) -> str:
        done = self.run(["git", *arguments])
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def commit(self, message: str) -> None:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", message)

    def run(
        self, command: list[str], *, env: dict[str, str] | None = None, given: str | None = None
    ) -> Finished:
        return subprocess.run(
            command,
            cwd=self.root,
            env=(env or dict(os.environ)) | git.ENVIRONMENT,
            input=given or "",
            capture_output=True,
            text=True,
            check=False,
        )

    def edit(self, path: str, change: Callable[[str], str]) -> None:
        """A committed change of one file; it is made, if need be."""
        file = self.root / path
        file.write_text(change(file.read_text() if file.exists() else ""))
        self.commit(f"Change {path}")

    @contextmanager
    def edited(self, path: str, change: Callable[[str], str]) -> Iterator[None]:
        """The same, taken back by another commit."""
        file = self.root / path
        before = file.read_text() if file.exists() else None
        self.edit(path, change)
        try:
            yield
        finally:
            file.unlink() if before is None else file.write_text(before)
            self.commit(f"Take back {path}")

    def outputs(self, stack: str) -> dict[str, Any]:
        done = self.pulumi("stack", "output", "--json", "--stack", stack)
        assert done.returncode == 0, done.stderr
        outputs: dict[str, Any] = json.loads(done.stdout)
        return outputs

    def url(self, stack: str) -> str:
        """Where a stack's app answers, as the platform says."""
        url: str = self.api(f"/apps/{self.app(stack)}")["web_url"]
        return url

    @property
    def key(self) -> str:
        """The platform's."""
        return (self.root / ".local/heroku/api-key").read_text().strip()

    @property
    def log(self) -> str:
        """localheroku's log."""
        return (self.root / ".local/heroku.log").read_text()

    def api_calls(self) -> list[tuple[str, str]]:
        """The method and path of every API request that the platform has answered."""
        return re.findall(r"\b(GET|POST|PUT|PATCH|DELETE) (/\S*)", self.log)

    def api(self, path: str, **headers: str) -> Any:
        """One answer of the Platform API."""
        return self._ask("GET", path, headers=headers)

    def change(self, method: str, path: str, body: dict[str, Any]) -> Any:
        """A change by hand, past the code."""
        return self._ask(method, path, json=body)

    def _ask(self, method: str, path: str, headers: Any = None, json: Any = None) -> Any:
        platform = self.root / ".local/heroku"
        answer = httpx.request(
            method,
            (platform / "address").read_text().strip() + path,
            auth=("", self.key),
            headers={"Accept": "application/vnd.heroku+json; version=3"} | (headers or {}),
            json=json,
            trust_env=False,
        )
        assert answer.is_success, answer.text
        return answer.json()

    def releases(self, app: str) -> list[dict[str, Any]]:
        """The app's releases, newest first."""
        releases: list[dict[str, Any]] = self.api(
            f"/apps/{app}/releases", Range="version ..; order=desc"
        )
        return releases

    def slug(self, app: str) -> str:
        """What the app runs."""
        found: str = next(each for each in self.releases(app) if each["current"])["slug"]["id"]
        return found

    def visit(self, url: str) -> httpx.Response:
        """Ask for a page by the app's own name; `*.localhost` is this machine."""
        parts = urlsplit(url)
        return httpx.get(
            f"http://127.0.0.1:{parts.port}{parts.path}",
            headers={"Host": parts.netloc},
            trust_env=False,
            timeout=30,
        )


@dataclass(frozen=True)
class Stack:
    """A stack of a test's own, outside any pipeline, beside staging and production."""

    clone: Clone
    name: str

    @property
    def app(self) -> str:
        return f"{PROJECT}-{self.name}"

    def up(self) -> Finished:
        return self.clone.pulumi(
            "up", "--yes", "--skip-preview", "--non-interactive", "--stack", self.name
        )

    def must_up(self) -> Finished:
        done = self.up()
        assert done.returncode == 0, done.stdout + done.stderr
        return done

    def builds(self) -> list[dict[str, Any]]:
        """Oldest first."""
        builds: list[dict[str, Any]] = self.clone.api(f"/apps/{self.app}/builds")
        return builds

    def set(self, key: str, value: str) -> None:
        self.set_all({key: value})

    def set_all(self, values: dict[str, str]) -> None:
        """By property path; in one go, since each call is an engine."""
        given = [f"--plaintext={PROJECT}:{key}={value}" for key, value in values.items()]
        done = self.clone.pulumi("config", "set-all", "--stack", self.name, "--path", *given)
        assert done.returncode == 0, done.stderr

    def set_secret(self, key: str, value: str) -> None:
        done = self.clone.pulumi(
            "config", "set", "--secret", key, "--stack", self.name, given=value
        )
        assert done.returncode == 0, done.stderr

    def page(self, path: str = "") -> httpx.Response:
        return self.clone.visit(self.clone.url(self.name) + path)
