"""The Heroku CLI on a platform, with the environment that `python -m ops heroku` gives it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ops.platform import Platform as TrialPlatform
from ops.verbs import heroku
from tests.localheroku.cli.install import NODE, installed
from tests.localheroku.platform import KEY, ROOT, Platform

WATCH = Path(__file__).with_name("note_calls.cjs")
HERE = {"localhost", "127.0.0.1"}
# In the form of a real one; it must never be sent, nor show in what a command prints.
REAL_KEY = "HRKU-AAplanted0and0never0to0be0seen0anywhere00000000000000000"
FRAME = "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}"  # at the left of errors and warnings
SECONDS = 120


class Heroku:
    """Each command is also watched: it may call this machine only, and never sees the real key.

    `home` is the person's home folder, `kept` what the CLI keeps for itself.
    """

    def __init__(self, platform: Platform, folder: Path) -> None:
        # A platform that was given its key doesn't write it down; the trial's makes one and does.
        (platform.folder / "api-key").write_text(KEY)
        self._platform = TrialPlatform(root=ROOT, data=platform.folder)
        self._cli = installed()
        self.program = self._cli / "heroku"
        self.home, self.kept, self._calls = folder / "home", folder / "kept", folder / "calls"
        self._compiled = folder / "compiled"
        self.home.mkdir()
        (self.kept / "cache").mkdir(parents=True)
        # Else the first command warns of new terms of service.
        (self.kept / "cache" / "terms-of-service").touch()

    def __call__(
        self,
        *command: str,
        status: int = 0,
        cwd: Path | None = None,
        stranger: str | None = None,
        told: str = "",
        **environ: str,
    ) -> str:
        """What it prints, with single spaces and without the frame around errors.

        `stranger` is another machine that it will ask for, `told` its input.
        """
        self._calls.write_text("")
        done = subprocess.run(
            [self.program, *command],
            cwd=cwd or self.home,
            env=self.environment(**environ),
            input=told,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        assert done.returncode == status, done.stdout
        assert REAL_KEY not in done.stdout
        assert self._called() - HERE == ({stranger} if stranger else set())
        return " ".join(done.stdout.replace(FRAME, "").split())

    @contextmanager
    def running(self, *command: str) -> Iterator[subprocess.Popen[str]]:
        """A command that goes on until it is told to stop."""
        process = subprocess.Popen(
            [self.program, *command],
            cwd=self.home,
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        with process:
            try:
                yield process
            finally:
                process.kill()

    def _called(self) -> set[str]:
        """The hosts that the last command asked for."""
        return set(self._calls.read_text().split())

    def environment(self, **more: str) -> dict[str, str]:
        person = {
            "HOME": str(self.home),
            "PATH": os.pathsep.join(map(str, (self._cli, NODE, os.environ["PATH"]))),
            "HEROKU_API_KEY": REAL_KEY,
            "NODE_OPTIONS": f"--require {WATCH}",
            "CALLS_NOTED_IN": str(self._calls),
            "NODE_COMPILE_CACHE": str(self._compiled),
            **more,
        }
        return heroku.environment(self._platform, self.kept, person)
