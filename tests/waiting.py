"""Waiting for a fact instead of sleeping."""

from __future__ import annotations

import time
from collections.abc import Callable


def wait_until(fact: Callable[[], object], *, seconds: float = 30) -> None:
    """Return when the fact is true. Raises AssertionError when it isn't in time."""
    deadline = time.monotonic() + seconds
    pause = 0.01
    while not fact():
        assert time.monotonic() < deadline, f"not true within {seconds} s"
        time.sleep(pause)
        pause = min(pause * 1.5, 0.05)  # to look takes time of what is waited for
