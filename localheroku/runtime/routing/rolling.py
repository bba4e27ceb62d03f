"""A rolling window: the time since something last happened."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


class RollingWindow:
    """Calls `expired` once, when `touch` was not called for so many seconds; started ever anew.

    Its timer outlives the window and serves the next one: to make one per request, and to take it
    out again, would cost more than what it watches.
    """

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._seconds = 0.0
        self._touched = 0.0
        self._expired: Callable[[], None] | None = None
        self._timer: asyncio.TimerHandle | None = None

    def start(self, seconds: float, expired: Callable[[], None]) -> None:
        self._seconds = seconds
        self._expired = expired
        self.touch()
        if self._timer is None or self._timer.when() > self._touched + seconds:
            self._look_in(seconds)

    def touch(self) -> None:
        self._touched = self._loop.time()

    def stop(self) -> None:
        self._expired = None

    def close(self) -> None:
        """For good: no timer is left."""
        self.stop()
        if self._timer:
            self._timer.cancel()

    def _look_in(self, seconds: float) -> None:
        if self._timer:
            self._timer.cancel()
        self._timer = self._loop.call_later(seconds, self._look)

    def _look(self) -> None:
        """Called ever again instead of starting a timer for each byte."""
        self._timer = None
        if self._expired is None:
            return
        left = self._touched + self._seconds - self._loop.time()
        if left > 0:
            self._look_in(left)
        else:
            self._expired()
