"""Waiting for what takes the platform a while: builds, releases, add-ons."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator
from typing import Any

from ops.toolchain.heroku.call import Call
from ops.toolchain.heroku.errors import FailedError, ProviderError

# Seconds between looks. The official plugin grows to ten; a look at this machine costs nothing.
PAUSE = 0.2

RELEASE_MINUTES = 20
# Of a failed release's output: its traceback is at the end.
LAST_LINES = 20

# For a list of releases of which the newest is wanted.
NEWEST_FIRST = {"Range": "version ..; max=1,order=desc"}

Object = dict[str, Any]


def until(
    pause: Callable[[float], None],
    look: Callable[[], Object],
    settled: Callable[[Object], bool],
    *,
    minutes: float,
) -> Object:
    """Look until it is settled, with a `pause` of so many seconds before each look.

    Returns what was seen last. Raises FailedError when it takes longer than `minutes`, and what
    `pause` raises.
    """
    deadline = time.monotonic() + minutes * 60
    for seconds in pauses():
        pause(seconds)
        seen = look()
        if settled(seen):
            return seen
        if time.monotonic() > deadline:
            raise FailedError(f"It was still not done after {minutes:g} minutes.")
    raise AssertionError("the pauses never end")


def for_release(call: Call, app: str, release: str) -> Object:
    """Wait until the release has run its release phase.

    Raises FailedError with the end of its output when it failed.
    """
    seen = until(
        call.pause,
        lambda: call.api.get(f"/apps/{app}/releases/{release}"),
        lambda seen: seen["status"] != "pending",
        minutes=RELEASE_MINUTES,
    )
    if seen["status"] != "succeeded":
        said = output(call, seen["output_stream_url"])[-LAST_LINES:]
        raise FailedError(
            f"Release v{seen['version']} of app {app} {seen['status']}; the app's former release "
            "keeps serving. The end of its output:\n" + "\n".join(said or ["(none)"])
        )
    return seen


def for_newest_release(call: Call, app: str) -> None:
    """Wait for the release that a change of config vars made, or for whichever is the newest."""
    releases = call.api.get(f"/apps/{app}/releases", headers=NEWEST_FIRST)
    if not releases:
        raise FailedError(f"App {app} has no release; a new app should have one from the start.")
    for_release(call, app, releases[0]["id"])


def output(call: Call, url: str | None) -> list[str]:
    """What a build or a release said, once it has ended; a log that can't be had is no error."""
    try:
        return list(call.api.lines(url)) if url else []
    except (ProviderError, OSError):
        return []


def pauses() -> Iterator[float]:
    """Before each look; without end."""
    return itertools.chain([0], itertools.repeat(PAUSE))
