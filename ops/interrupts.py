"""^C and `kill`: what was begun ends in order, the engine first."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

import psutil


@contextmanager
def patience() -> Iterator[None]:
    """Let a child that got the same ^C end in its own time, then end ourselves.

    A killed engine leaves its lock and half a change behind; an interrupted one does not. Only the
    main thread hears of ^C; children of others just end with it.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    interrupts: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _frame: interrupts.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if interrupts:
        raise KeyboardInterrupt


@contextmanager
def termination_as_interrupt() -> Iterator[None]:
    """A canceled job ends as ^C does.

    ^C reaches the whole group of a terminal, SIGTERM this process only: it is passed on.
    """
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
