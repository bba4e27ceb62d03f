"""One at a time, over all processes of a machine."""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def held(file: Path, *, waiting: Callable[[], None]) -> Iterator[None]:
    """Hold the lock on `file`; `waiting` is called first if another process has it.

    The system lets go of it when the process ends, however it ends.
    """
    with file.open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            waiting()
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
