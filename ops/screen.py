"""What the commands print: steps, and details beneath them. Colour only on a terminal."""

from __future__ import annotations

import os
import re
import sys
from typing import TextIO

# Colours and cursor movements (ECMA-48).
STYLES = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]")
# postgres://me:a-password@HOST, as in a traceback, or in git's name of a remote; no placeholder.
CREDENTIALS = re.compile(r"(?<=://)(?!USER:PASSWORD@)[^\s/@:]*:[^\s/@]+(?=@)")


def step(text: str) -> None:
    """A step of a longer work, in Heroku's own form."""
    arrow = "\033[1;35m----->\033[0m" if has_colours(sys.stderr) else "----->"
    print(f"{arrow} {inert(text)}", file=sys.stderr, flush=True)


def detail(text: str) -> None:
    """What a step found or does."""
    print(f"       {inert(text)}", file=sys.stderr, flush=True)


def has_colours(stream: TextIO) -> bool:
    """A terminal that can, for a person who wants to: https://no-color.org"""
    wanted = not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return wanted and stream.isatty()


def inert(text: str) -> str:
    """The words of others, such as a log line, a commit's subject or git's complaint, as text.

    None of them moves the cursor, hides or reorders its neighbours, or tells the password in a URL.
    """
    return CREDENTIALS.sub("[secret]", "".join(map(_visible, STYLES.sub("", text))))


def _visible(character: str) -> str:
    if character.isprintable() or character in "\n\t":
        return character
    return " " if character.isspace() else "\ufffd"
