"""A person's terminal with the CLI in it: 101 columns, 33 lines."""

from __future__ import annotations

import fcntl
import os
import select
import struct
import subprocess
import termios
from types import TracebackType

from tests.localheroku.cli.heroku import SECONDS, Heroku

SIZE = struct.pack("4H", 33, 101, 0, 0)


class Terminal:
    def __init__(self, heroku: Heroku, *command: str) -> None:
        self._ours, theirs = os.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, SIZE)
        self._process = subprocess.Popen(
            [heroku.program, *command],
            cwd=heroku.home,
            env=heroku.environment(TERM="xterm"),
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
        )
        os.close(theirs)
        self._shown = ""

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._process.kill()
        self._process.wait()
        os.close(self._ours)

    def type(self, text: str, end: str = "\n") -> None:
        os.write(self._ours, (text + end).encode())

    def until(self, text: str) -> str:
        """What was shown up to the text, and with it."""
        while text not in self._shown:
            shown = self._read()
            assert shown, f"it ended without {text!r}: {self._shown!r}"
            self._shown += shown
        shown, _, self._shown = self._shown.partition(text)
        return shown + text

    def wait(self) -> int:
        """The exit status; what is shown until then is read, as nobody else does."""
        while shown := self._read():
            self._shown += shown
        return self._process.wait(SECONDS)

    def _read(self) -> str:
        ready, _, _ = select.select([self._ours], [], [], SECONDS)
        assert ready, f"nothing more was shown after {self._shown!r}"
        try:
            return os.read(self._ours, 65536).decode(errors="replace")
        except OSError:  # as a terminal ends on Linux
            return ""
