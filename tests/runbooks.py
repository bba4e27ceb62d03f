"""The pages of `docs/runbooks/` as tests read them: which commands stand in them, and for where."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from ops.trial import ROOT

FOLDER = ROOT / "docs/runbooks"
INDEX = FOLDER / "README.md"
HOW_TO = ROOT / "docs/how-to.md"  # in the same shell, but with code that nobody runs beside it
LINK = re.compile(r"^\| \[[^]]+\]\((?P<file>[^)]+\.md)\)", re.MULTILINE)
FENCED = re.compile(r"^```(?P<info>.*)\n(?P<text>(?:(?!```).*\n)*)```$", re.MULTILINE)

# `sh` alone is run; these need what this machine has not.
ELSEWHERE = {"heroku-only", "elsewhere-only"}


@dataclass(frozen=True)
class Block:
    """A fenced block: `info` is what stands behind the fence."""

    info: str
    text: str

    @property
    def markers(self) -> set[str]:
        return set(self.info.split()[1:])

    @property
    def is_run(self) -> bool:
        return self.info == "sh"


def pages() -> list[Path]:
    """In the order of the index."""
    return [FOLDER / match["file"] for match in LINK.finditer(INDEX.read_text())]


def blocks(page: Path) -> list[Block]:
    return [Block(**match.groupdict()) for match in FENCED.finditer(page.read_text())]


def script(page: Path) -> str:
    """What is run of a page, in a shell as the index prepares it; the first that fails ends it."""
    # The commands are shown from then on only: the index sets the key.
    return "\n".join(["set -e", *_runs(INDEX), "set -x", *_runs(page)])


def _runs(page: Path) -> list[str]:
    return [block.text for block in blocks(page) if block.is_run]
