"""What a build leaves and dynos start from: a folder with `app/`, and the facts in `slug.json`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True, slots=True)
class BuiltSlug:
    """The facts about a slug."""

    process_types: Mapping[str, str]  # from the Procfile, name → command
    size: int  # bytes, app and Python environment together
    stack: str  # "heroku-26"
    python: str  # the version that the environment runs, "3.13.1"
    environment: str  # path of a virtual environment that other slugs use too


def read_slug(folder: Path) -> BuiltSlug:
    """The facts that `write_slug` left."""
    return BuiltSlug(**json.loads((folder / "slug.json").read_text()))


def write_slug(folder: Path, slug: BuiltSlug) -> None:
    """Put the facts beside `app/`."""
    (folder / "slug.json").write_text(json.dumps(asdict(slug), indent=2) + "\n")
