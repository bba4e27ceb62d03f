"""What the commands print: steps, and details beneath them. Colour only on a terminal."""

from __future__ import annotations

import sys


def step(text: str) -> None:
    """A step of a longer work, in Heroku's own form."""
    arrow = "\033[1;35m----->\033[0m" if sys.stderr.isatty() else "----->"
    print(f"{arrow} {text}", file=sys.stderr, flush=True)


def detail(text: str) -> None:
    """What a step found or does."""
    print(f"       {text}", file=sys.stderr, flush=True)
