"""The folder in which a preview or a rehearsal leaves what its report is made from.

staging.events      the engine's event log of the preview
staging.json        what else was seen, or why there is no preview: `Facts`
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from ops.errors import OpsError
from ops.events import Events, WrongShape
from ops.reporting import facts, markdown, rehearsed, typed_json
from ops.reporting.facts import Facts
from ops.stacks import STACK_NAME, STACKS

PREVIEW, REHEARSAL = KINDS = ("preview", "rehearsal")
COMMANDS = {PREVIEW: "preview", REHEARSAL: "rehearse BASE"}


@dataclass(frozen=True)
class Folder:
    path: Path
    kind: str = PREVIEW

    def clear(self, stack: str) -> Path:
        """Room for a stack's new event log: where it goes."""
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._facts(stack).unlink(missing_ok=True)
        self._events(stack).write_text("")
        return self._events(stack)

    def note(self, stack: str, seen: Facts) -> None:
        self._facts(stack).write_text(json.dumps(asdict(seen), indent=2) + "\n")

    def note_failure(self, stack: str, reason: str) -> None:
        """For what fails before the engine writes its log."""
        if not Events.read(self._events(stack)).errors:
            self.note(stack, Facts(stage=facts.PREVIEW, failure=reason))

    def stacks(self) -> list[str]:
        """In the pipeline's order. Raises OpsError when there is none."""
        logs = (log.stem for log in self.path.glob("*.events"))
        found = sorted(filter(STACK_NAME.fullmatch, logs), key=_place)
        if not found:
            raise OpsError(
                f"{self.path} holds no event log, so there is nothing to report.\n"
                f"To do: .venv/bin/python -m ops {COMMANDS[self.kind]}"
            )
        return found

    def report(self, stack: str) -> str:
        """As Markdown. Raises OpsError where the files hold something else."""
        title = f"{self.kind.capitalize()} of {stack}"
        try:
            events, seen = Events.read(self._events(stack)), self._seen(stack)
        except WrongShape as error:
            raise OpsError(f"The {self.kind} of {stack} can't be read: {error}.") from None
        return rehearsed.report(title, events, seen) if seen else markdown.report(title, events)

    def _seen(self, stack: str) -> Facts | None:
        file = self._facts(stack)
        if not file.exists():
            return None
        return typed_json.read(Facts, file.read_text(encoding="utf-8", errors="replace"))

    def _events(self, stack: str) -> Path:
        return self.path / f"{stack}.events"

    def _facts(self, stack: str) -> Path:
        return self.path / f"{stack}.json"


def _place(stack: str) -> tuple[bool, int, str]:
    known = stack in STACKS
    return not known, STACKS.index(stack) if known else 0, stack
