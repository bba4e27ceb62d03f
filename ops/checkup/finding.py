"""What a check says: how bad it is, what, where, and the command that mends it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import TypeVar

Facts = TypeVar("Facts")


class Level(IntEnum):
    """Worst first. BAD is what a healthy project doesn't have; NOTE is good to know."""

    BAD = 0
    UNKNOWN = 1  # could not be looked at
    NOTE = 2
    FINE = 3


@dataclass(frozen=True, kw_only=True)
class Finding:
    """`what` is one sentence or less; `mend` a command, or what to do where no command does it."""

    level: Level
    what: str
    where: str = ""
    mend: str = ""


def bad(what: str, *, where: str, mend: str) -> Finding:
    return Finding(level=Level.BAD, what=what, where=where, mend=mend)


def unknown(what: str, *, where: str = "", mend: str = "") -> Finding:
    return Finding(level=Level.UNKNOWN, what=what, where=where, mend=mend)


def note(what: str, *, where: str = "", mend: str = "") -> Finding:
    return Finding(level=Level.NOTE, what=what, where=where, mend=mend)


def fine(what: str) -> Finding:
    return Finding(level=Level.FINE, what=what)


def run(checks: Sequence[Callable[[Facts], Iterable[Finding]]], facts: Facts) -> Iterator[Finding]:
    """What all checks of a group say."""
    for check in checks:
        yield from check(facts)
