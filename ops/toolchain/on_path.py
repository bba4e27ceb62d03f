"""The first way: a `pulumi` that the person has installed already."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from ops.toolchain.engine import Engine, numbers, version_of
from ops.toolchain.errors import UnavailableError
from ops.toolchain.pins import OLDEST_PULUMI

# In the first lines of the `pulumi` that `python -m ops env` puts on PATH: this one's engine is
# what is being looked for.
OURS = b"python -m ops"


def find(*, search: str, cache: Path, home: Path) -> Engine:
    """The first new enough `pulumi` in the folders of `search`.

    Raises UnavailableError, saying what was found instead.
    """
    found = []
    for candidate in _candidates(search, cache):
        try:
            version = version_of(candidate, home=home)
        except UnavailableError as error:
            found.append(str(error))
            continue
        if _will_do(version):
            return Engine(pulumi=candidate, version=version, origin=f"your own, {candidate}")
        found.append(
            f"{candidate} is {version}; {OLDEST_PULUMI} or newer is needed, below version 4"
        )
    raise UnavailableError("; ".join(found) or "there is none")


def _will_do(version: str) -> bool:
    oldest = numbers(OLDEST_PULUMI)
    return oldest <= numbers(version) < (oldest[0] + 1,)


def _candidates(search: str, cache: Path) -> Iterator[Path]:
    """Without those of our own making, which are on PATH after `python -m ops env`."""
    for folder in filter(None, search.split(os.pathsep)):
        candidate = Path(folder, "pulumi")
        if (
            os.access(candidate, os.X_OK)
            and candidate.is_file()
            and not candidate.resolve().is_relative_to(cache.resolve())
            and not _is_ours(candidate)
        ):
            yield candidate


def _is_ours(candidate: Path) -> bool:
    with candidate.open("rb") as file:
        start = file.read(512)
    return start.startswith(b"#!") and OURS in start
