"""The folder in which previews and rehearsals leave what a report is made from.

staging.events      the engine's event log
staging.json        sections to add: what a rehearsal saw, which commits a promotion brings
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from ops.errors import OpsError
from ops.events import Events
from ops.reporting.markdown import Section, fenced, report


@dataclass(frozen=True)
class Folder:
    path: Path

    def clear(self, stack: str) -> Path:
        """Room for a stack's new event log: where it goes."""
        self.path.mkdir(parents=True, exist_ok=True)
        self._sections(stack).unlink(missing_ok=True)
        self._events(stack).write_text("")
        return self._events(stack)

    def add(self, stack: str, sections: Sequence[Section]) -> None:
        kept = [asdict(section) for section in [*self._kept(stack), *sections]]
        self._sections(stack).write_text(json.dumps(kept, indent=2) + "\n")

    def note_failure(self, stack: str, reason: str) -> None:
        """For what fails before the engine writes its log."""
        if not Events.read(self._events(stack)).errors:
            self.add(stack, [Section(title="There is no preview", lines=[fenced(reason)])])

    def stacks(self) -> list[str]:
        """In the order in which they were looked at. Raises OpsError when there is none."""
        logs = sorted(self.path.glob("*.events"), key=lambda log: log.stat().st_mtime_ns)
        if not logs:
            raise OpsError(
                f"{self.path} holds no event log, so there is nothing to report.\n"
                "To do: python -m ops preview"
            )
        return [log.stem for log in logs]

    def report(self, stack: str) -> str:
        return report(f"Preview of {stack}", Events.read(self._events(stack)), self._kept(stack))

    def _kept(self, stack: str) -> list[Section]:
        file = self._sections(stack)
        return [Section(**each) for each in json.loads(file.read_text())] if file.exists() else []

    def _events(self, stack: str) -> Path:
        return self.path / f"{stack}.events"

    def _sections(self, stack: str) -> Path:
        return self.path / f"{stack}.json"
