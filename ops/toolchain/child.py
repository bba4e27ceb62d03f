"""Child processes: short ones that say one thing, and one whose output is followed."""

from __future__ import annotations

import queue
import subprocess
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from ops.toolchain.errors import UnavailableError

SECONDS_BETWEEN_PULSES = 0.5
GRACE = 5


def said(
    command: Sequence[str | Path], *, seconds: float, environment: Mapping[str, str] | None = None
) -> str:
    """What a command prints that ends within `seconds`. Raises UnavailableError with its reason."""
    try:
        return subprocess.run(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=True,
        ).stdout
    except subprocess.CalledProcessError as error:
        raise UnavailableError(error.stderr.strip() or str(error)) from None
    except (OSError, subprocess.SubprocessError) as error:
        raise UnavailableError(str(error)) from None


class Child:
    """Started when it is made; `status` is its exit status after `lines` have ended."""

    def __init__(
        self, command: Sequence[str], *, cwd: Path, environment: Mapping[str, str]
    ) -> None:
        self._name = Path(command[0]).name
        self._last = deque[str](maxlen=8)
        self._lines: queue.Queue[str | None] = queue.Queue()
        self._process = subprocess.Popen(
            command,
            cwd=cwd,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        threading.Thread(target=self._read, daemon=True).start()

    @property
    def status(self) -> int:
        return self._process.wait()

    @property
    def last_words(self) -> str:
        """The end of its output, on one line, for an error message."""
        return " | ".join(self._last) or f"it ended with exit status {self.status}"

    def lines(
        self, *, silence: float | None = None, pulse: Callable[[], None] = lambda: None
    ) -> Iterator[str]:
        """Its output, line by line; `pulse` is called twice a second, output or not.

        Raises UnavailableError when nothing comes for `silence` seconds. Ends the process when it
        is left before its end, on ^C for one.
        """
        quiet = 0.0
        try:
            while True:
                pulse()
                try:
                    line = self._lines.get(timeout=SECONDS_BETWEEN_PULSES)
                except queue.Empty:
                    quiet += SECONDS_BETWEEN_PULSES
                    if silence is not None and quiet >= silence:
                        raise UnavailableError(
                            f"`{self._name}` was silent for {silence:g} s, then ended. "
                            f"Its last words: {' | '.join(self._last) or '(none)'}"
                        ) from None
                    continue
                if line is None:
                    self._process.wait()
                    return
                quiet = 0.0
                yield line
        finally:
            self._end()

    def _read(self) -> None:
        assert self._process.stdout
        with self._process.stdout as output:
            for line in output:
                self._last.append(line.rstrip())
                self._lines.put(line.rstrip())
        self._lines.put(None)

    def _end(self) -> None:
        if self._process.poll() is not None:
            return
        self._process.terminate()
        try:
            self._process.wait(GRACE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
