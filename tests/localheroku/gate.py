"""A release command that waits for the test, so that a release stays pending as long as wanted."""

from __future__ import annotations

import os
from pathlib import Path

import psutil

from tests.waiting import wait_until


class Gate:
    """`command` is for a process type `release`; it runs whatever `answer` says."""

    def __init__(self, folder: Path) -> None:
        self._pipe = folder / "gate"
        os.mkfifo(self._pipe)
        self.command = f'eval "$(cat {self._pipe})"'

    def answer(self, script: str = "true") -> None:
        """Let one release command that waits go on with this, and see it go."""
        wait_until(self.waiting)
        before = self.waiting()
        with self._pipe.open("w") as pipe:  # returns when `cat` has opened it too
            pipe.write(script)
        psutil.wait_procs(before, timeout=30)

    def waiting(self) -> list[psutil.Process]:
        """The `cat` of a command that waits."""
        wanted = ["cat", str(self._pipe)]
        return [one for one in psutil.process_iter(["cmdline"]) if one.info["cmdline"] == wanted]
