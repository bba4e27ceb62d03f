"""A report on one stack as Markdown: counts, dangers, a table of changes, details folded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ops.events import Events, Step
from ops.reporting.danger import ENDS, LOST, dangers
from ops.reporting.values import at, shown

SIGNS = {
    "create": "+",
    "update": "~",
    "delete": "-",
    "replace": "±",
    "create-replacement": "±",
    "delete-replaced": "±",
    "import": "→",
}
FUTURE = {
    "create": "to create",
    "update": "to update",
    "delete": "to delete",
    "replace": "to replace",
    "import": "to import",
    "same": "unchanged",
}
# A comment on GitHub may have 65536 characters.
LONGEST = 60_000
ROWS = 60
CUT = "\n\n*The rest is left out, for a comment has an end; the job's log has all of it.*\n"


@dataclass(frozen=True, kw_only=True)
class Section:
    """Something else to say below the changes."""

    title: str
    lines: Sequence[str]
    folded: bool = False


def report(
    title: str,
    events: Events,
    sections: Sequence[Section] = (),
    *,
    headline: str = "",
    columns: tuple[str, str] = ("now", "then"),
) -> str:
    """The whole of it, never longer than a comment may be. The headline is else the counts."""
    parts = [
        f"### {title}\n\n{headline or counts(events)}",
        *_warning(dangers(events)),
        *_errors(events),
        *_table(events, columns),
        *map(_section, sections),
    ]
    text = "\n\n".join(parts) + "\n"
    return text if len(text) <= LONGEST else text[: LONGEST - len(CUT)] + CUT


def counts(events: Events) -> str:
    """For example `1 to replace, 2 to update, 8 unchanged`."""
    if events.errors:
        return "**The preview failed.**"
    if not events.changes:
        unchanged = events.counts.get("same", 0)
        return f"No changes: {unchanged} resources are as they should be." if unchanged else ""
    order = ("delete", "replace", "create", "update")
    known = [op for op in order if events.counts.get(op)]
    others = [op for op in events.counts if op not in known and events.counts[op]]
    return ", ".join(
        f"**{events.counts[op]} {FUTURE.get(op, op)}**"
        if op != "same"
        else f"{events.counts[op]} {FUTURE[op]}"
        for op in [*known, *others]
    )


def code(text: str) -> str:
    """Text as a code span, in which nothing has a meaning for GitHub."""
    fence = "`" * (max((len(run) for run in _runs(text)), default=0) + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def cell(text: str) -> str:
    return code(text.replace("\r", "").replace("\n", "⏎")).replace("|", "\\|")


def _runs(text: str) -> Iterator[str]:
    """The runs of backticks."""
    run = ""
    for character in f"{text} ":
        if character == "`":
            run += character
        elif run:
            yield run
            run = ""


def _warning(found: list[str]) -> list[str]:
    if not found:
        return []
    return ["\n".join(["> [!CAUTION]", *(f"> - {sentence}" for sentence in found)])]


def _errors(events: Events) -> list[str]:
    return [fenced(error) for error in events.errors]


def fenced(text: str) -> str:
    fence = "`" * max(3, max((len(run) for run in _runs(text)), default=0) + 1)
    return f"{fence}\n{text}\n{fence}"


def _table(events: Events, columns: tuple[str, str]) -> list[str]:
    rows = [row for step in _one_per_resource(events.steps) for row in _rows(step)]
    if not rows:
        return []
    head = [f"| | resource | property | {' | '.join(columns)} |", "| --- | --- | --- | --- | --- |"]
    parts = ["\n".join([*head, *rows[:ROWS]])]
    if len(rows) > ROWS:
        more = "\n".join([*head, *rows[ROWS:]])
        parts.append(_folded(f"{len(rows) - ROWS} more properties", more))
    return parts


def _one_per_resource(steps: Sequence[Step]) -> list[Step]:
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
    sign, resource = SIGNS.get(step.op, step.op), f"{step.name} ({step.type.rpartition(':')[2]})"
    paths = list(step.changed) or _different(step)
    if not paths:
        yield f"| {sign} | {resource} | | | |"
    for path in paths:
        yield (
            f"| {sign} | {resource} | {cell(path)} | {cell(shown(at(step.old, path)))} "
            f"| {cell(shown(at(step.new, path)))} |"
        )
        sign = resource = ""


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
    return f"<details><summary>{title}</summary>\n\n{text}\n\n</details>"
