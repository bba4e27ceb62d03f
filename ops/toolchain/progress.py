"""How far a long step is: in place on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

# Without a terminal: seldom enough for a log, often enough to show life.
SECONDS_BETWEEN_LINES = 15
SECONDS_BETWEEN_FRAMES = 0.2


class Progress:
    """Shows what is being done and for how long."""

    def __init__(
        self,
        say: Callable[[str], None],
        *,
        terminal: bool | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._say = say
        self._terminal = sys.stderr.isatty() if terminal is None else terminal
        self._clock = clock
        self._started = clock()
        self._shown = -SECONDS_BETWEEN_LINES if self._terminal else self._started

    @property
    def elapsed(self) -> str:
        minutes, seconds = divmod(int(self._clock() - self._started), 60)
        return f"{minutes}:{seconds:02d}"

    def show(self, text: str) -> None:
        """Call it as often as you like."""
        pause = SECONDS_BETWEEN_FRAMES if self._terminal else SECONDS_BETWEEN_LINES
        if self._clock() - self._shown < pause:
            return
        self._shown = self._clock()
        if self._terminal:
            sys.stderr.write(f"\r\033[K       {text} ({self.elapsed})")
            sys.stderr.flush()
        else:
            self._say(f"{text} ({self.elapsed})")

    def done(self) -> None:
        """Leave the line free for what comes next."""
        if self._terminal:
            sys.stderr.write("\r\033[K")
            sys.stderr.flush()
