"""Files that nobody but us can read, from their first byte on."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TextIO


def open_private(path: Path) -> TextIO:
    """A new, empty file in place of what was there, written line by line."""
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    return os.fdopen(descriptor, "w", buffering=1, encoding="utf-8")


def write_private(path: Path, text: str) -> None:
    """All of the text or what was there before, also for who is killed in the middle."""
    draft = path.with_name(f".{path.name}.draft")
    with open_private(draft) as file:
        file.write(text)
    draft.replace(path)
