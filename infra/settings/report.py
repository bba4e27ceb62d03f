"""What is wrong with a stack's settings, collected and said at once."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

import pulumi


class Report:
    """Problems end the program before it touches anything; warnings are shown and let it go on."""

    def __init__(self, stack: str) -> None:
        self.stack = stack
        self._problems: list[str] = []
        self._warnings: list[str] = []

    def problem(self, key: str, *, found: str, accepted: str, todo: str) -> None:
        """A configuration key that the program can't work with."""
        self.problem_at(f"{key} in {self.file}", found=found, accepted=accepted, todo=todo)

    def problem_at(self, place: str, *, found: str, accepted: str, todo: str) -> None:
        """The same for what stands elsewhere than in the stack's file."""
        self._problems.append(
            f"  {place}\n    found     {found}\n    accepted  {accepted}\n    to do     {todo}"
        )

    def warning(self, text: str) -> None:
        self._warnings.append(text)

    def settle(self) -> None:
        """Show the warnings. Raises pulumi.RunError, which Pulumi shows plainly, on problems."""
        if self._problems:
            count = len(self._problems)
            title = "1 problem" if count == 1 else f"{count} problems"
            head = f"{title} in the settings of stack {self.stack}; nothing has been touched."
            raise pulumi.RunError("\n\n".join([head, *self._problems]) + "\n")
        for text in self._warnings:
            pulumi.log.warn(text)

    @property
    def file(self) -> str:
        return f"Pulumi.{self.stack}.yaml"

    def setting(self, key: str, value: str) -> str:
        """The command that sets a key of this stack."""
        path = "--path " if set(key) & set(".[") else ""
        return f"pulumi config set {path}{key} {value} --stack {self.stack}"

    def removing(self, key: str) -> str:
        """The command that removes a key of this stack."""
        path = "--path " if set(key) & set(".[") else ""
        return f"pulumi config rm {path}{key} --stack {self.stack}"


def listed(words: Iterable[str]) -> str:
    """`a, b or c`"""
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last


def nearest(word: str, words: Iterable[str]) -> str | None:
    """The one that was probably meant."""
    # 0.5: `prod` is closer to `production` than to anything else, but only half of it.
    return next(iter(difflib.get_close_matches(word.lower(), list(words), n=1, cutoff=0.5)), None)
