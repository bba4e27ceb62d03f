"""`kill` and a canceled job end a rehearsal as ^C does: the engine first, then what was made."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

import psutil


@contextmanager
def termination_as_interrupt() -> Iterator[None]:
    """^C reaches the whole group of a terminal, SIGTERM this process only: it is passed on."""
    before = signal.signal(signal.SIGTERM, _interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    for child in psutil.Process().children():
        with suppress(psutil.Error, ProcessLookupError):
            # The platform has a session of its own, and is removed afterwards.
            if os.getpgid(child.pid) == os.getpgrp():
                child.send_signal(signal.SIGINT)
    signal.raise_signal(signal.SIGINT)
