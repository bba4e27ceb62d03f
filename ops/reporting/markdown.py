"""A report on one stack as Markdown: counts, dangers, a table of changes, details folded."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ops.events import Events, Step
from ops.reporting.danger import ENDS, LOST, dangers
from ops.reporting.quoting import cell, code, fenced
from ops.reporting.values import at, shown

# In the table. The engine has three steps for a replacement.
WORDS = {
    "create": "create",
    "update": "update",
    "delete": "delete",
    "replace": "replace",
    "create-replacement": "replace",
    "delete-replaced": "replace",
    "import": "import",
}
FUTURE = {
    "build": "to build",
    "release": "to release",
    "create": "to create",
    "update": "to update",
    "delete": "to delete",
    "replace": "to replace",
    "import": "to import",
    "same": "unchanged",
}
# Replaced whenever there is new code; the former ones stay on the platform, so nothing is lost.
CODE = {"heroku:build/build:Build": "build", "heroku:app/release:Release": "release"}
# A comment on GitHub may have 65536 characters.
LONGEST = 60_000
ROWS = 60
DANGERS = 30
CUT = "*{} left out, for a comment has an end; the job's log has all of it.*"
PLAIN = re.compile(r"\w+")


@dataclass(frozen=True, kw_only=True)
class Section:
    """Something else to say, as Markdown."""

    title: str
    lines: Sequence[str]
    folded: bool = False


def report(
    title: str,
    events: Events,
    sections: Sequence[Section] = (),
    *,
    headline: str = "",
    first: Sequence[Section] = (),
    columns: tuple[str, str] = ("now", "then"),
) -> str:
    """The whole of it, never longer than a comment may be. The headline is else the counts.

    What is `first` stands before the changes.
    """
    parts = [
        f"### {title}\n\n{headline or counts(events)}",
        *_warning(dangers(events)),
        *_errors(events),
        *map(_section, first),
        *(["**What changes**"] if first and events.steps else []),
        *_table(events, columns),
        *map(_section, sections),
    ]
    return "\n\n".join(_fitting(parts)) + "\n"


def _fitting(parts: list[str]) -> list[str]:
    """Whole parts only: half a table, or a fence without its end, would spoil what follows."""
    kept: list[str] = []
    room = LONGEST - len(CUT)
    for part in parts:
        if len(part) + 2 <= room:
            kept.append(part)
            room -= len(part) + 2
    missing = len(parts) - len(kept)
    if missing:
        kept.append(CUT.format("One part is" if missing == 1 else f"{missing} parts are"))
    return kept


def counts(events: Events) -> str:
    """For example `1 to replace, 2 to update, 8 unchanged`."""
    if events.errors:
        return "**The preview failed.**"
    if not events.changes:
        unchanged = events.counts.get("same", 0)
        return f"No changes: {unchanged} resources are as they should be." if unchanged else ""
    found = _counted(events)
    order = ("delete", "replace", "build", "release", "create", "update")
    known = [op for op in order if found.get(op)]
    others = [op for op in found if op not in known and found[op]]
    return ", ".join(
        f"**{found[op]} {FUTURE.get(op) or code(op)}**"
        if op != "same"
        else f"{found[op]} {FUTURE[op]}"
        for op in [*known, *others]
    )


def _counted(events: Events) -> Counter[str]:
    """As the engine counts; but new code is no replacement that anybody has to fear."""
    found = Counter(events.counts)
    for step in one_per_resource(events.steps):
        if step.op == "replace" and step.type in CODE:
            found.subtract(["replace"])
            found.update([CODE[step.type]])
    return found


def _warning(found: list[str]) -> list[str]:
    if not found:
        return []
    more = [f"… and {len(found) - DANGERS} more"] if len(found) > DANGERS else []
    lines = [f"> - {sentence}" for sentence in [*found[:DANGERS], *more]]
    return ["\n".join(["> [!CAUTION]", *lines])]


def _errors(events: Events) -> list[str]:
    return [fenced(error) for error in events.errors]


def _table(events: Events, columns: tuple[str, str]) -> list[str]:
    rows = [row for step in one_per_resource(events.steps) for row in _rows(step)]
    if not rows:
        return []
    head = [f"| | resource | property | {' | '.join(columns)} |", "| --- | --- | --- | --- | --- |"]
    parts = ["\n".join([*head, *rows[:ROWS]])]
    if len(rows) > ROWS:
        more = "\n".join([*head, *rows[ROWS:]])
        parts.append(_folded(f"{len(rows) - ROWS} more properties", more))
    return parts


def one_per_resource(steps: Sequence[Step]) -> list[Step]:
    """A replacement is three steps for the engine, and one line for a reader."""
    found: dict[tuple[str, str], Step] = {}
    for step in steps:
        former = found.get((step.type, step.name))
        if former is None or step.op == "replace":
            found[step.type, step.name] = step
    return sorted(found.values(), key=_weight)


def _weight(step: Step) -> tuple[bool, bool]:
    """What is lost comes first, and before what is lost with it, what says why."""
    return step.op not in ENDS or step.type not in LOST, not step.changed


def _rows(step: Step) -> Iterator[str]:
    what, resource = _what(step), _label(step)
    paths = [path for path in step.changed or _different(step) if _is_told(step, path)]
    if not paths:
        yield f"| {what} | {resource} | | | |"
    for path in paths:
        yield f"| {what} | {resource} | {cell(path)} | {_values(step, path)} |"
        what = resource = ""


def _what(step: Step) -> str:
    if step.type in CODE and step.op == "replace":
        return CODE[step.type]
    return WORDS.get(step.op) or cell(step.op)


def _is_told(step: Step, path: str) -> bool:
    """What the provider finds out by itself, such as a checksum, has no value here."""
    return step.type not in CODE or (at(step.old, path), at(step.new, path)) != (None, None)


def _values(step: Step, path: str) -> str:
    return f"{cell(shown(at(step.old, path)))} | {cell(shown(at(step.new, path)))}"


def _label(step: Step) -> str:
    kind = step.type.rpartition(":")[2]
    return f"{cell(step.name)} ({kind if PLAIN.fullmatch(kind) else cell(kind)})"


def _different(step: Step) -> list[str]:
    """What has no diff of its own since it is replaced together with something else."""
    if step.op != "replace":
        return []
    return [name for name in sorted(step.new) if step.new[name] != step.old.get(name)]


def _section(section: Section) -> str:
    text = "\n".join(section.lines)
    if section.folded:
        return _folded(section.title, text)
    return f"**{section.title}**\n\n{text}"


def _folded(title: str, text: str) -> str:
    """The title is HTML."""
    return f"<details><summary>{title}</summary>\n\n{text}\n\n</details>"
