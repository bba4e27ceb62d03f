"""The process types that the app declares."""

from __future__ import annotations

import re
from pathlib import Path

# https://devcenter.heroku.com/articles/procfile#procfile-format
LINE = re.compile(r"^([A-Za-z0-9_-]+):\s*\S", re.MULTILINE)


def process_types(procfile: Path) -> list[str]:
    """In the file's order. Raises FileNotFoundError."""
    return LINE.findall(procfile.read_text())


def scalable(types: list[str]) -> list[str]:
    """Without `release`, which Heroku runs once for each release, in a dyno of its own.

    https://devcenter.heroku.com/articles/release-phase
    """
    return [type for type in types if type != "release"]
