"""How findings look: a mark, a sentence, where, and how to mend it. Colour only on a terminal."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ops.checkup.finding import Finding, Level
from ops.checkup.sections import Section
from ops.screen import inert

MARKS = {Level.BAD: "✗", Level.UNKNOWN: "?", Level.NOTE: "!", Level.FINE: "✓"}
PLAIN_MARKS = {Level.BAD: "x", Level.UNKNOWN: "?", Level.NOTE: "!", Level.FINE: "."}
COLOURS = {
    Level.BAD: "\033[1;31m",
    Level.UNKNOWN: "\033[1;35m",
    Level.NOTE: "\033[33m",
    Level.FINE: "\033[32m",
}
BOLD, DIM, END = "\033[1m", "\033[2m", "\033[0m"
HANG = "      "


@dataclass(frozen=True, kw_only=True)
class Page:
    """For a screen of some columns; `encoding` may have no marks of its own."""

    columns: int
    is_terminal: bool
    encoding: str = "utf-8"

    def render(self, sections: Sequence[Section]) -> str:
        return "\n".join(line for section in sections for line in self._section(section))

    def _section(self, section: Section) -> Iterator[str]:
        yield ""
        yield self._in(BOLD, section.title)
        for finding in section.findings:
            yield from self._finding(_inert(finding))

    def _finding(self, finding: Finding) -> Iterator[str]:
        mark = self._in(COLOURS[finding.level], self._marks[finding.level])
        if finding.level is Level.FINE:
            yield f"  {mark} {self._cut(finding.what)}"
            return
        first, *more = self._wrapped(finding.what, hang="    ")
        yield f"  {mark} {first.strip()}"
        yield from more
        for text in finding.where.splitlines():
            yield from (self._in(DIM, line) for line in self._wrapped(text.strip(), hang=HANG))
        if finding.mend:
            # Not wrapped: a command that is cut in two can't be copied.
            yield f"{HANG}{self._in(DIM, 'to do:')} {finding.mend}"

    def _wrapped(self, text: str, *, hang: str) -> list[str]:
        return textwrap.wrap(
            text,
            max(40, self.columns),
            initial_indent=hang,
            subsequent_indent=hang,
            break_long_words=False,
            break_on_hyphens=False,
        )

    def _cut(self, text: str) -> str:
        """One line for what is as it should be; whole where it goes to a file."""
        room = max(40, self.columns) - 4
        return text if not self.is_terminal or len(text) <= room else f"{text[: room - 1]}…"

    @property
    def _marks(self) -> dict[Level, str]:
        return MARKS if self.encoding.lower().startswith("utf") else PLAIN_MARKS

    def _in(self, colour: str, text: str) -> str:
        return f"{colour}{text}{END}" if self.is_terminal else text


def _inert(finding: Finding) -> Finding:
    """The ends of logs are in some."""
    what, where, mend = map(inert, (finding.what, finding.where, finding.mend))
    return replace(finding, what=what, where=where, mend=mend)


def counts(sections: Iterable[Section]) -> Counter[Level]:
    return Counter(finding.level for section in sections for finding in section.findings)


def summary(found: Counter[Level]) -> str:
    """For example `2 findings, 1 note, 30 checks passed`."""
    words = {
        Level.BAD: ("finding", "findings"),
        Level.UNKNOWN: ("thing not looked at", "things not looked at"),
        Level.NOTE: ("note", "notes"),
        Level.FINE: ("check passed", "checks passed"),
    }
    return ", ".join(
        f"{found[level]} {words[level][found[level] != 1]}" for level in Level if found[level]
    )
