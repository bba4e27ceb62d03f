"""What a build leaves and a dyno starts from: a folder with `app/` and the facts in `slug.json`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True, slots=True)
class BuiltSlug:
    """The facts about a slug."""

    process_types: Mapping[str, str]  # from the Procfile, name → command
    size: int  # bytes, app and Python environment together
    stack: str  # "heroku-26"
    python: str  # the version that the environment runs, "3.13.1"
    environment: Path | None  # a virtual environment; shared between slugs, never written to


def read_slug(folder: Path) -> BuiltSlug:
    """The facts that `write_slug` left in `folder`."""
    raise NotImplementedError


def write_slug(folder: Path, slug: BuiltSlug) -> None:
    """Put the facts beside `app/`."""
