"""Waiting for what takes the platform a while: builds, releases, add-ons."""

from __future__ import annotations

import itertools
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

from ops.toolchain.heroku.api import NEWEST_FIRST
from ops.toolchain.heroku.call import Call
from ops.toolchain.heroku.errors import FailedError, ProviderError

# Seconds between looks. The official plugin grows to ten; what is on this machine is done sooner.
FIRST_PAUSES = (0, 0.2, 0.2, 0.4, 0.6)
LONGEST_PAUSE = 1.0

RELEASE_MINUTES = 20
# The end of a stream may be on its way when the platform says that the work is done.
SECONDS_FOR_LAST_WORDS = 2.0
# In an error, below the whole output: where the cause is, mostly.
LINES_TO_REPEAT = 20

Object = dict[str, Any]


def until(
    call: Call, look: Callable[[], Object], settled: Callable[[Object], bool], *, minutes: float
) -> Object:
    """Look until it is settled, and return what was seen last.

    Raises FailedError when it takes longer than `minutes`, CancelledError on an interrupt.
    """
    deadline = time.monotonic() + minutes * 60
    for pause in pauses():
        call.pause(pause)
        seen = look()
        if settled(seen):
            return seen
        if time.monotonic() > deadline:
            raise FailedError(f"It was still not done after {minutes:g} minutes.")
    raise AssertionError("the pauses never end")


def for_release(call: Call, app: str, release: str) -> Object:
    """Wait until the release has run its release phase, whose output is shown.

    Raises FailedError with that output when it failed.
    """
    output = Output(call)

    def look() -> Object:
        seen: Object = call.api.get(f"/apps/{app}/releases/{release}")
        output.follow(seen.get("output_stream_url"))
        return seen

    seen = until(call, look, lambda seen: seen["status"] != "pending", minutes=RELEASE_MINUTES)
    end = output.finish()
    if seen["status"] != "succeeded":
        raise FailedError(
            f"Release v{seen['version']} of app {app} {seen['status']}; the app's former release "
            f"keeps serving. Its output is above, and ends so:\n{end}"
        )
    return seen


def for_newest_release(call: Call, app: str) -> None:
    """Wait for the release that a change of config vars made, or for whichever is the newest."""
    releases = call.api.get(f"/apps/{app}/releases", headers=NEWEST_FIRST)
    if not releases:
        raise FailedError(f"App {app} has no release; a new app should have one from the start.")
    for_release(call, app, releases[0]["id"])


class Output:
    """An output stream, shown line by line while something else waits."""

    def __init__(self, call: Call) -> None:
        self._call = call
        self._end = deque[str](maxlen=LINES_TO_REPEAT)
        self._reader: threading.Thread | None = None

    def follow(self, url: str | None) -> None:
        """Begin to read; called again, it goes on."""
        if url and not self._reader:
            self._reader = threading.Thread(target=self._read, args=[url], daemon=True)
            self._reader.start()

    def finish(self) -> str:
        """The end of what was said; all of it has been shown."""
        if self._reader:
            self._reader.join(SECONDS_FOR_LAST_WORDS)
        return "\n".join(self._end) or "(it said nothing)"

    def _read(self, url: str) -> None:
        # Whether the work succeeds is decided elsewhere: a stream that breaks off is no failure.
        try:
            for line in self._call.api.lines(url):
                self._end.append(line)
                self._call.say(line)
        except (ProviderError, OSError) as error:
            self._call.say(f"(the output broke off: {error})")


def pauses() -> Iterator[float]:
    """Before each look; without end."""
    return itertools.chain(FIRST_PAUSES, itertools.repeat(LONGEST_PAUSE))
