"""A folder that is made in one go: filled under another name, then put in its place."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ops.errors import OpsError
from ops.trial import ROOT


def check_free(target: Path) -> None:
    """Raises OpsError unless a new folder can be made there."""
    if target.resolve().is_relative_to(ROOT):
        raise OpsError(
            f"{target} is inside this clone, which would take it for its own.\n"
            f"To do: name a folder elsewhere, {ROOT.parent / target.name} for example."
        )
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise OpsError(f"{target} exists and isn't an empty folder; nothing was done.")
    if not target.parent.is_dir():
        raise OpsError(f"There is no folder {target.parent} to make {target.name} in.")


@contextmanager
def draft_of(target: Path) -> Iterator[Path]:
    """A folder beside the target that takes its place at the end; after an error nothing is left.

    Raises OpsError where nothing may be written.
    """
    try:
        place = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    except OSError as error:
        raise OpsError(f"{target.parent} can't be written in: {error.strerror}.") from None
    try:
        draft = place / target.name
        draft.mkdir()
        yield draft
        draft.rename(target)
    finally:
        shutil.rmtree(place, ignore_errors=True)
