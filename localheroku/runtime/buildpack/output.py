"""The build's voice: steps, their output, warnings, and errors that end the build."""

from __future__ import annotations

from collections.abc import Callable
from inspect import cleandoc
from pathlib import Path


class BuildFailed(Exception):
    """The build can't go on. Its output has already said why at length; this is the first line."""


class Output:
    """Writes in the form of Heroku's buildpacks: https://github.com/heroku/heroku-buildpack-python
    (lib/output.sh), without the colours.
    """

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write

    def step(self, text: str) -> None:
        self._write(f"-----> {text}\n")

    def detail(self, text: str) -> None:
        """A line that belongs to the step before."""
        self._write(f"       {text}".rstrip() + "\n")

    def blank(self) -> None:
        self._write("\n")

    def warning(self, text: str, **facts: object) -> None:
        """A text with the facts in their `{places}`."""
        self._boxed(f"Warning: {cleandoc(text).format(**facts)}")

    def error(self, text: str, **facts: object) -> BuildFailed:
        """Write what is wrong, what was found and what to check; the caller raises the answer."""
        text = cleandoc(text).format(**facts)
        self._boxed(f"Error: {text}")
        return BuildFailed(text.partition("\n\n")[0].replace("\n", " "))

    def _boxed(self, text: str) -> None:
        lines = "".join(f" !     {line}".rstrip() + "\n" for line in text.splitlines())
        self._write(f"\n{lines}\n")


def listing(folder: Path) -> str:
    """What a message shows of a folder: its names, folders with a slash."""
    names = sorted(f"{path.name}/" if path.is_dir() else path.name for path in folder.iterdir())
    return "\n".join(names) or "(nothing)"
