"""The Pulumi engine, run on the trial's stacks."""

from __future__ import annotations

import json
import os
import secrets
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from ops.errors import OpsError
from ops.trial import Trial

# What the person at the terminal runs; the engine ends in a second or two when nothing changes.
UP = ("up", "--yes", "--skip-preview", "--suppress-outputs", "--suppress-permalink=true")


@dataclass(frozen=True, kw_only=True)
class Engine:
    """A `pulumi` and the variables that bind it to the trial."""

    pulumi: Path
    trial: Trial
    variables: dict[str, str]

    def stacks(self) -> list[str]:
        """The names of the trial's stacks."""
        return [stack["name"] for stack in json.loads(self._ask("stack", "ls", "--json"))]

    def create(self, stack: str) -> None:
        self._ask("stack", "init", stack, "--no-select")

    def has_secret_key(self, stack: str) -> bool:
        """Whether the stack's file holds a Django key; reading it is quicker than asking."""
        file = self.trial.project / f"Pulumi.{stack}.yaml"
        return file.exists() and ":secretKey:" in file.read_text()

    def generate_secret_key(self, stack: str) -> None:
        """Give the stack a Django key of its own, through stdin: command lines are public."""
        self._ask(
            "config",
            "set",
            "--secret",
            "secretKey",
            "--stack",
            stack,
            given=secrets.token_urlsafe(50),
        )

    def up(self, stack: str) -> dict[str, int]:
        """Run `pulumi up` as a person would see it; what it did, such as {"same": 11, "create": 1}.

        Raises OpsError when it fails; the engine has then said why on the terminal.
        """
        with tempfile.TemporaryDirectory() as folder:
            log = Path(folder) / "events"
            command = [*UP, "--stack", stack, "--event-log", str(log)]
            finished = self._run(command, extra={"PULUMI_DEBUG_COMMANDS": "true"})
            if finished.returncode:
                raise OpsError(
                    f"`pulumi up` of {stack} failed; the engine's report is above.\n"
                    "What had been done is kept: mend the cause and run the same command again."
                )
            return _summary(log)

    def outputs(self, stack: str) -> dict[str, Any]:
        """The stack's outputs; secret ones masked."""
        outputs: dict[str, Any] = json.loads(
            self._ask("stack", "output", "--json", "--stack", stack)
        )
        return outputs

    def unlock(self, stack: str) -> None:
        """Release the lock that a killed engine left behind; a no-op otherwise."""
        for lock in self.trial.state.glob(f".pulumi/locks/organization/*/{stack}/*.json"):
            if not psutil.pid_exists(json.loads(lock.read_text())["pid"]):
                lock.unlink()

    def _ask(self, *command: str, given: str | None = None) -> str:
        finished = self._run(command, capture=True, given=given)
        if finished.returncode:
            raise OpsError(f"`pulumi {' '.join(command)}` failed:\n{finished.stderr.strip()}")
        return finished.stdout

    def _run(
        self,
        command: Sequence[str],
        *,
        capture: bool = False,
        given: str | None = None,
        extra: dict[str, str] | None = None,
    ) -> subprocess.CompletedProcess[str]:
        with (
            subprocess.Popen(
                [str(self.pulumi), *command],
                cwd=self.trial.project,
                env=os.environ | self.variables | (extra or {}),
                stdin=subprocess.PIPE if given else subprocess.DEVNULL,
                stdout=subprocess.PIPE if capture else None,
                stderr=subprocess.PIPE if capture else None,
                text=True,
            ) as process,
            patience(),
        ):
            output, errors = process.communicate(given)
        return subprocess.CompletedProcess(command, process.returncode, output, errors)


@contextmanager
def patience() -> Iterator[None]:
    """Let a child that got the same ^C end in its own time, then end ourselves.

    A killed engine leaves its lock and half a change behind; an interrupted one does not.
    """
    interrupts: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _frame: interrupts.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if interrupts:
        raise KeyboardInterrupt


def _summary(log: Path) -> dict[str, int]:
    """The counts of the event log's last word."""
    events = (json.loads(line) for line in reversed(log.read_text().splitlines()))
    changes: dict[str, int] = next(
        event["summaryEvent"]["resourceChanges"] for event in events if "summaryEvent" in event
    )
    return changes
