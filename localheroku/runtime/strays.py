"""Processes that left their session: known by where they stand and by what they call home.

A daemon that an app or a build started is in no group of ours any more, but it has inherited its
environment, where `HOME` or `PWD` is a folder that nobody else has business in.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil

# Each may start another while it is being ended; after so many rounds, somebody else must look.
ROUNDS = 10


def processes_in(folder: Path) -> Iterator[psutil.Process]:
    """Running processes that belong below `folder`, which is an absolute path without links."""
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            if any(Path(place).is_relative_to(folder) for place in _places(process)):
                yield process


def terminate(folder: Path, *, besides: int) -> None:
    """SIGTERM to those that are not in the group `besides`, which had theirs."""
    for process in processes_in(folder):
        with suppress(psutil.Error, ProcessLookupError):
            if os.getpgid(process.pid) != besides:
                process.send_signal(signal.SIGTERM)


def kill(folder: Path) -> None:
    """SIGKILL to all of them, until there are no more."""
    for _ in range(ROUNDS):
        found = list(processes_in(folder))
        if not found:
            return
        for process in found:
            with suppress(psutil.Error):
                process.kill()
        time.sleep(0.02)


def _places(process: psutil.Process) -> Iterator[str]:
    """Raises psutil.Error for what is not ours to look at, or a zombie."""
    yield process.cwd()
    environ = process.environ()
    yield from (environ[name] for name in ("HOME", "PWD") if name in environ)
