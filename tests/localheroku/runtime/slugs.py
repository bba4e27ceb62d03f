"""Slugs for tests: some files, and the Python that runs the tests."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from localheroku.runtime.slug import BuiltSlug, write_slug


def make_slug(folder: Path, files: Mapping[str, str]) -> Path:
    for name, text in files.items():
        path = folder / "app" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (folder / "app").mkdir(parents=True, exist_ok=True)
    facts = BuiltSlug(
        process_types={}, size=1, stack="heroku-26", python="3", environment=sys.prefix
    )
    write_slug(folder, facts)
    return folder
