"""A release command that waits for the test, so that a release stays pending as long as wanted."""

from __future__ import annotations

import os
from pathlib import Path

from tests.waiting import wait_until


class Gate:
    """`command` is for a process type `release`; it runs whatever `answer` says."""

    def __init__(self, folder: Path) -> None:
        self._pipe = folder / "gate"
        os.mkfifo(self._pipe)
        self.command = f'eval "$(cat {self._pipe})"'

    def answer(self, script: str = "true") -> None:
        """Let one release command that waits go on with this."""
        wait_until(lambda: self._said(script))

    def _said(self, script: str) -> bool:
        try:
            end = os.open(self._pipe, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:  # nobody reads yet
            return False
        with os.fdopen(end, "w") as pipe:
            pipe.write(script)
        return True
