"""Text files of other people, so that what is written back is theirs byte for byte."""

from __future__ import annotations

from pathlib import Path

from ops.errors import OpsError


def read(file: Path) -> str:
    """With its line ends, and with bytes that are no UTF-8. Raises OpsError for UTF-16."""
    text = file.read_bytes().decode(errors="surrogateescape")
    if "\0" in text:
        raise OpsError(f"{file} is no UTF-8 text, so it can't be read.\nTo do: save it as UTF-8.")
    return text


def encoded(text: str) -> bytes:
    return text.encode(errors="surrogateescape")


def appended(text: str, lines: list[str]) -> str:
    """More lines, with the line ends that the text has."""
    end = "\r\n" if "\r\n" in text else "\n"
    joint = end if text and not text.endswith("\n") else ""
    return text + joint + "".join(f"{line}{end}" for line in lines)
