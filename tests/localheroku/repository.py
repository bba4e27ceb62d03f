"""A person's clone: commits, and git with the key in its environment."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.git import ENVIRONMENT
from tests.localheroku.platform import KEY, App
from tests.localheroku.sources import files

HELPER = '!f() { echo "username=heroku"; echo "password=$HEROKU_API_KEY"; }; f'


class Repository:
    """A new one, with the app's git URL as the remote `heroku`."""

    def __init__(self, folder: Path, app: App) -> None:
        self.folder = folder
        self._app = app
        self.environ = {
            **ENVIRONMENT,
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "HEROKU_API_KEY": KEY,
            "GIT_SSL_CAINFO": str(app.platform.folder / "tls" / "ca.pem"),
            "GIT_CONFIG_COUNT": "1",
            "GIT_CONFIG_KEY_0": "credential.helper",
            "GIT_CONFIG_VALUE_0": HELPER,
            "GIT_TERMINAL_PROMPT": "0",
        }
        folder.mkdir()
        self.git("init", "--quiet", "--initial-branch=main")
        self.git("remote", "add", "heroku", app.get()["git_url"])

    def git(self, *command: str, **environ: str) -> str:
        """What it prints. Raises CalledProcessError when it fails."""
        done = self.try_git(*command, **environ)
        assert done.returncode == 0, done.stdout
        return done.stdout.strip()

    def try_git(self, *command: str, **environ: str) -> subprocess.CompletedProcess[str]:
        with self.start(*command, **environ) as process:
            said, _ = process.communicate(timeout=60)
        return subprocess.CompletedProcess(command, process.returncode, said)

    def start(self, *command: str, **environ: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            ["git", *command],
            cwd=self.folder,
            env={**self.environ, **environ},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def commit(self, version: str = "one", more: Mapping[str, str] | None = None) -> str:
        """The files of an app, committed: the commit."""
        for name, text in files(version, more).items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", version)
        return self.git("rev-parse", "HEAD")

    def push(self, *refs: str, **environ: str) -> subprocess.CompletedProcess[str]:
        return self.try_git("push", "heroku", *(refs or ("main",)), **environ)

    def remote(self) -> dict[str, str]:
        """The refs of the app's repository: name → commit."""
        lines = self.git("ls-remote", "--refs", "heroku").splitlines()
        return {ref: commit for commit, ref in (line.split() for line in lines)}

    def last_build(self) -> dict[str, Any]:
        found: list[dict[str, Any]] = self._app.get("/builds")
        return found[-1]
