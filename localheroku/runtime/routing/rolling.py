"""A rolling window: the time since something last happened."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


class RollingWindow:
    """Calls `expired` once, when `touch` was not called for so many seconds."""

    def __init__(self, seconds: float, expired: Callable[[], None]) -> None:
        self._loop = asyncio.get_running_loop()
        self._seconds = seconds
        self._expired = expired
        self._touched = self._loop.time()
        self._timer = self._loop.call_later(seconds, self._check)

    def touch(self) -> None:
        self._touched = self._loop.time()

    def stop(self) -> None:
        self._timer.cancel()

    def _check(self) -> None:
        """Called ever again instead of starting a timer for each byte."""
        left = self._touched + self._seconds - self._loop.time()
        if left > 0:
            self._timer = self._loop.call_later(left, self._check)
        else:
            self._expired()
