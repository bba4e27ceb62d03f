"""A platform for tests that start one over and over: forked from a process that has imported it.

To import it takes the better part of a start, and says nothing about what comes after a kill.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from multiprocessing.connection import Connection
from pathlib import Path

from localheroku import __main__ as program
from tests.localheroku.platform import KEY, Platform

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload([program.__name__])


class ForkedPlatform(Platform):
    def launch(self, *arguments: str) -> Forked:  # type: ignore[override]  # what is used of it
        return Forked([f"--data={self.folder}", *(arguments or ("--port=0",))], self.log)


class Forked:
    """As much of `subprocess.Popen` as a platform needs."""

    def __init__(self, arguments: list[str], log: Path) -> None:
        self._pipe, theirs = FORKS.Pipe(duplex=False)
        self._process = FORKS.Process(target=_main, args=(arguments, theirs, log), daemon=True)
        self._process.start()
        theirs.close()
        self.stdout = os.fdopen(self._pipe.fileno(), closefd=False)

    @property
    def pid(self) -> int:
        assert self._process.pid, "it was started"
        return self._process.pid

    @property
    def returncode(self) -> int | None:
        return self._process.exitcode

    def poll(self) -> int | None:
        return self.returncode

    def send_signal(self, number: signal.Signals) -> None:
        os.kill(self.pid, number)

    def kill(self) -> None:
        self._process.kill()

    def wait(self, timeout: float) -> int:
        self._process.join(timeout)
        assert self.returncode is not None, f"it goes on after {timeout} s"
        return self.returncode

    def communicate(self, timeout: float = 30) -> None:
        self.wait(timeout)
        self.stdout.close()


def _main(arguments: list[str], output: Connection, log: Path) -> None:
    """`python -m localheroku` from where it has been imported."""
    os.dup2(output.fileno(), 1)
    with log.open("ab") as error:
        os.dup2(error.fileno(), 2)
    os.environ["HEROKU_API_KEY"] = KEY
    sys.argv[1:] = arguments
    sys.exit(program.main())
