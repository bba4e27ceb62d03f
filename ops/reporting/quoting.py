"""The words of others in Markdown, made inert: no markup, no link, no mention comes of them.

Code is the one place where GitHub leaves text alone.
"""

from __future__ import annotations

import html
import re

from ops.screen import inert

LONGEST_LOG = 12_000  # characters


def code(text: str) -> str:
    """A code span on one line; nothing for no text."""
    text = _one_line(text)
    fence = "`" * (_longest_run(text) + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}" if text else ""


def cell(text: str) -> str:
    """A code span in a table."""
    return code(text).replace("|", "\\|")


def fenced(text: str) -> str:
    """A log as it is; of a long one the beginning and the end."""
    text = inert(_clipped(text.strip("\n")))
    fence = "`" * max(3, _longest_run(text) + 1)
    return f"{fence}\n{text}\n{fence}"


def html_code(text: str) -> str:
    """The same for where HTML stands, as in a summary."""
    return f"<code>{html.escape(_one_line(text))}</code>"


def _one_line(text: str) -> str:
    return inert(text).replace("\n", "⏎").replace("\t", " ")


def _longest_run(text: str) -> int:
    """Of backticks."""
    return max(map(len, re.findall("`+", text)), default=0)


def _clipped(text: str) -> str:
    if len(text) <= LONGEST_LOG:
        return text
    half = LONGEST_LOG // 2
    return f"{text[:half]}\n[…]\n{text[-half:]}"
