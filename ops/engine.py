"""The Pulumi engine, run on the stacks of one project."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import yaml

from ops import refusals
from ops.errors import OpsError
from ops.events import Events
from ops.interrupts import patience
from ops.trial import PASSPHRASE, PASSPHRASE_FILE

Finished = subprocess.CompletedProcess[str]

# What the person at the terminal runs; the engine ends in a second or two when nothing changes.
UP = ("up", "--yes", "--skip-preview", "--suppress-outputs", "--suppress-permalink=true")
BUILDS = "**heroku:build/build:Build::*"  # URNs
NEVER_DEPLOYED = "no previous deployment"  # of a stack that has no state yet
ABORTED = "update failed"  # its last error, after those that say why


@dataclass(frozen=True, kw_only=True)
class Engine:
    """A `pulumi`, the folder with Pulumi.yaml and stack files, and the variables that it needs.

    `state` is the folder of a `file://` backend, where that is ours to unlock.
    """

    pulumi: Path
    project: Path
    variables: dict[str, str]
    state: Path | None = None

    def stacks(self) -> list[str]:
        """The names of the project's stacks."""
        return [stack["name"] for stack in json.loads(self._ask("stack", "ls", "--json"))]

    def create(self, stack: str) -> None:
        self._ask("stack", "init", stack, "--no-select")

    def prepare(self, stack: str, known: Sequence[str]) -> None:
        """Have the stack, unlocked, with a Django key; `known` are those there are."""
        self.unlock(stack)
        if stack not in known:
            self.create(stack)
        if not self.has_secret_key(stack):
            self.generate_secret_key(stack)

    def has_secret_key(self, stack: str) -> bool:
        """Whether the stack's file holds a Django key; reading it is quicker than asking."""
        file = self.project / f"Pulumi.{stack}.yaml"
        return file.exists() and ":secretKey:" in file.read_text()

    def generate_secret_key(self, stack: str) -> None:
        """Give the stack a Django key of its own."""
        self.set_secret(stack, "secretKey", secrets.token_urlsafe(50))

    def recover_secrets(self, stack: str) -> None:
        """Write the stack file anew from the last deployment: its key and nothing but secrets.

        Plain values stay out, so that the project's defaults go on counting. Nothing happens to a
        stack that was never deployed.
        """
        done = self._run(["config", "refresh", "--force", "--stack", stack], capture=True)
        if NEVER_DEPLOYED in done.stderr:
            return
        if done.returncode:
            raise OpsError(f"The state of {stack} could not be read:\n{done.stderr}")
        file = self.project / f"Pulumi.{stack}.yaml"
        found = yaml.safe_load(file.read_text())
        found["config"] = {
            name: value
            for name, value in (found.get("config") or {}).items()
            if isinstance(value, dict) and "secure" in value
        }
        file.write_text(yaml.safe_dump(found, sort_keys=False))

    def up(self, stack: str, *, log: Path | None = None) -> Events:
        """Run `pulumi up` as a person would see it; what it did, the event log also in `log`.

        Raises OpsError when it fails; the engine has then said why on the terminal.
        """
        done, events = self._logged(*UP, "--stack", stack, log=log)
        if done.returncode:
            raise _failed("up", stack, events, "What had been done is kept")
        return events

    def preview(self, stack: str, *, log: Path | None = None) -> Events:
        """What an `up` would change; the event log is kept in `log`, also when it fails.

        Raises OpsError with the engine's report then.
        """
        return self._quietly("preview", "--stack", stack, log=log)

    def refresh_preview(self, stack: str) -> Events:
        """What is otherwise on the platform than in the state; neither is changed.

        A build stays on the platform as it was made. The provider would compare its archive, which
        a fresh checkout hasn't, and which is another one after a look at another stack.
        """
        return self._quietly("refresh", "--preview-only", "--exclude", BUILDS, "--stack", stack)

    def refresh(self, stack: str) -> None:
        """Bring the state in line with the platform."""
        self._do(stack, "refresh")

    def make_provider(self, stack: str) -> None:
        """An `up` of nothing but the program's provider, for an import to refer to."""
        self._do(stack, "up", "--target", "**::pulumi:providers:heroku::heroku")

    def take_in(self, stack: str, file: Path) -> None:
        """`pulumi import` of what a file lists."""
        self._do(stack, "import", "--protect=false", "--generate-code=false", "--file", str(file))

    def _do(self, stack: str, *command: str) -> None:
        """What is a step of something larger: only its failure is of interest."""
        done = self._run([*command, "--yes", "--skip-preview", "--stack", stack], capture=True)
        if done.returncode:
            raise OpsError(
                f"`pulumi {command[0]}` of {stack} failed:\n{done.stdout}{done.stderr}\n"
                "What had been done is kept: mend the cause and run the same command again."
                + refusals.to_do(done.stdout + done.stderr, stack)
            )

    def destroy(self, stack: str) -> None:
        """Destroy all of a stack and forget it, with its stack file. Raises OpsError."""
        command = ("destroy", "--yes", "--skip-preview", "--remove", "--stack", stack)
        done, events = self._logged(*command)
        if done.returncode:
            raise _failed("destroy", stack, events, "What is gone is gone")

    def config(self, stack: str) -> dict[str, str]:
        """The values in the stack's file, by full name; a secret one is empty."""
        found = json.loads(self._ask("config", "--json", "--stack", stack))
        return {name: entry.get("value", "") for name, entry in found.items()}

    def set(self, stack: str, path: str, value: str) -> None:
        """Write a plain value into the stack's file, at a property path such as a.b or a[0]."""
        self.set_all(stack, {path: value})

    def set_all(self, stack: str, values: Mapping[str, str]) -> None:
        """The same for many, by path: each call is a process."""
        given = [f"--plaintext={path}={value}" for path, value in values.items()]
        self._ask("config", "set-all", "--stack", stack, "--path", *given)

    def set_secret(self, stack: str, path: str, value: str) -> None:
        """Write an encrypted value into the stack's file; through stdin, since command lines are
        public.
        """
        self._ask("config", "set", "--secret", "--path", path, "--stack", stack, given=value)

    def unset(self, stack: str, *keys: str) -> None:
        """What isn't set is no error."""
        self._ask("config", "rm-all", "--stack", stack, *keys)

    def outputs(self, stack: str) -> dict[str, Any]:
        """The stack's outputs; secret ones masked."""
        outputs: dict[str, Any] = json.loads(
            self._ask("stack", "output", "--json", "--stack", stack)
        )
        return outputs

    def resources(self, stack: str) -> dict[str, str]:
        """What the stack's state holds: the ids by name, such as {"app": "0ccc964f-…"}."""
        found = (self.export(stack).get("deployment") or {}).get("resources") or []
        return {each["urn"].rpartition("::")[2]: each.get("id", "") for each in found}

    def export(self, stack: str) -> dict[str, Any]:
        """The stack's state, with nothing in it decrypted."""
        state: dict[str, Any] = json.loads(self._ask("stack", "export", "--stack", stack))
        return state

    def unlock(self, stack: str) -> None:
        """Release the lock that a killed engine left behind; a no-op otherwise."""
        locks = f".pulumi/locks/organization/*/{stack}/*.json"
        for lock in self.state.glob(locks) if self.state else ():
            if not psutil.pid_exists(json.loads(lock.read_text())["pid"]):
                lock.unlink()

    def _quietly(self, *command: str, log: Path | None = None) -> Events:
        done, events = self._logged(*command, capture=True, log=log)
        if done.returncode:
            said = "\n".join(events.errors) or (done.stdout + done.stderr).strip()
            advice = refusals.to_do(said, command[-1])
            raise OpsError(f"`pulumi {' '.join(command)}` failed:\n{said}{advice}")
        return events

    def _logged(
        self, *command: str, capture: bool = False, log: Path | None = None
    ) -> tuple[Finished, Events]:
        with tempfile.TemporaryDirectory() as folder:
            log = log or Path(folder) / "events"
            done = self._run(
                [*command, "--event-log", str(log)],
                capture=capture,
                # The engine takes --event-log only with the first; the second shows logs once.
                extra={"PULUMI_DEBUG_COMMANDS": "true", "PULUMI_OPTION_NON_INTERACTIVE": "true"},
            )
            return done, Events.read(log)

    def _ask(self, *command: str, given: str | None = None) -> str:
        finished = self._run(command, capture=True, given=given)
        if finished.returncode:
            said = finished.stderr.strip()
            raise OpsError(f"`pulumi {' '.join(command)}` failed:\n{said}{refusals.to_do(said)}")
        return finished.stdout

    def _run(
        self,
        command: Sequence[str],
        *,
        capture: bool = False,
        given: str | None = None,
        extra: dict[str, str] | None = None,
    ) -> Finished:
        with (
            subprocess.Popen(
                [str(self.pulumi), *command],
                cwd=self.project,
                env=around(self.variables) | (extra or {}),
                stdin=subprocess.PIPE if given else subprocess.DEVNULL,
                stdout=subprocess.PIPE if capture else None,
                stderr=subprocess.PIPE if capture else None,
                text=True,
            ) as process,
            patience(),
        ):
            output, errors = process.communicate(given)
        return subprocess.CompletedProcess(command, process.returncode, output, errors)


def around(variables: Mapping[str, str]) -> dict[str, str]:
    """What an engine sees: this environment with `variables`.

    Where they name a passphrase's file, the shell's own passphrase is another state's.
    """
    hidden = (PASSPHRASE,) if PASSPHRASE_FILE in variables else ()
    return {**{n: v for n, v in os.environ.items() if n not in hidden}, **variables}


def _failed(command: str, stack: str, events: Events, so_far: str) -> OpsError:
    """An engine that never began has no events: the state is locked, or can't be opened."""
    if not (events.counts or events.errors):
        return OpsError(
            f"`pulumi {command}` of {stack} did not begin; the engine says above why.\n"
            "To do: where somebody else, or a job, is at work on it, wait. What a killed engine "
            f"has locked: pulumi cancel --stack {stack}"
        )
    # The engine's report can be pages long, with what to do in the middle. First lines only: below
    # may be an app's log, whose troubles are others.
    causes = "".join(
        f"  {error.splitlines()[0]}\n" for error in events.errors if error not in ("", ABORTED)
    )
    return OpsError(
        f"`pulumi {command}` of {stack} failed; the engine's report is above.\n{causes}"
        f"{so_far}: mend the cause and run the same command again.{refusals.to_do(causes, stack)}"
    )
