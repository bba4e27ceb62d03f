"""The engine's event log: what a preview, an up or a refresh found and did, as data.

Written by `--event-log`; the shapes are those of pulumi's `sdk/go/common/apitype/events.go`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Json = dict[str, Any]

LARGEST = 8 << 20  # bytes of a log that are read

STACK = "pulumi:pulumi:Stack"
# The engine's own resources: nothing of them exists on Heroku.
ENGINES_OWN = ("pulumi:pulumi:", "pulumi:providers:")


class WrongShape(ValueError):
    """Something that was to be read holds something else; the message says what."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """What happens to one resource. Inputs are as the engine logs them: secrets masked."""

    op: str  # create, update, delete, create-replacement, replace, delete-replaced, import …
    type: str  # heroku:addon/addon:Addon
    name: str  # postgres
    protected: bool
    old: Json = field(repr=False)
    new: Json = field(repr=False)
    # Path of a property, such as vars.ALLOWED_HOSTS, and what becomes of it: add, update, delete,
    # or one of these with -replace where it has the whole resource replaced.
    changed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Events:
    """One run of the engine. `counts` is its own last word, such as {"same": 11, "create": 1}.

    `outputs` are the stack's after an `up`; secret ones masked.
    """

    steps: tuple[Step, ...]
    counts: Mapping[str, int]
    errors: tuple[str, ...]
    outputs: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def read(cls, log: Path) -> Events:
        """A log as `--event-log` writes it; one that breaks off tells what it holds.

        Raises WrongShape for what no engine has written.
        """
        events = list(_events(log))
        try:
            summaries = [event["summaryEvent"] for event in events if "summaryEvent" in event]
            changes = summaries[-1]["resourceChanges"] if summaries else {}
            return cls(
                steps=tuple(_steps(events)),
                counts={str(op): int(count) for op, count in changes.items()},
                errors=tuple(_errors(events)),
                outputs=_outputs(events),
            )
        except (AttributeError, KeyError, TypeError, ValueError, OverflowError):
            raise WrongShape("its event log is not one of the engine's") from None

    @property
    def changes(self) -> dict[str, int]:
        return {op: count for op, count in self.counts.items() if op != "same" and count}


def _events(log: Path) -> Iterator[Json]:
    if not log.exists():
        return
    with log.open("rb") as file:
        for line in file.read(LARGEST).splitlines():
            try:
                yield json.loads(line)
            except (ValueError, RecursionError):  # the last line of an engine that was killed
                return


def _done(events: list[Json]) -> Iterator[Json]:
    """What is said of each resource when the engine is done with it."""
    found = (event.get("resOutputsEvent", {}).get("metadata") for event in events)
    return filter(None, found)


def _steps(events: list[Json]) -> Iterator[Step]:
    for metadata in _done(events):
        if metadata["op"] != "same" and not metadata["type"].startswith(ENGINES_OWN):
            yield _step(metadata)


def _outputs(events: list[Json]) -> Json:
    found = [each.get("new") or {} for each in _done(events) if each["type"] == STACK]
    return dict(found[-1].get("outputs") or {}) if found else {}


def _step(metadata: Json) -> Step:
    old, new = metadata.get("old") or {}, metadata.get("new") or {}
    return Step(
        op=str(metadata["op"]),
        type=metadata["type"],
        name=metadata["urn"].rpartition("::")[2],
        protected=bool(old.get("protect")),
        old=dict(old.get("inputs") or {}),
        new=dict(new.get("inputs") or {}),
        changed=_changed(metadata),
    )


def _changed(metadata: Json) -> dict[str, str]:
    """A provider without a detailed diff names top-level properties only."""
    detailed = metadata.get("detailedDiff") or {
        name: {"diffKind": "update"} for name in metadata.get("diffs") or ()
    }
    return {str(path): str(detailed[path]["diffKind"]) for path in sorted(detailed)}


def _errors(events: list[Json]) -> Iterator[str]:
    for event in events:
        said = event.get("diagnosticEvent", {})
        if said.get("severity") == "error":
            yield said["message"].strip()
