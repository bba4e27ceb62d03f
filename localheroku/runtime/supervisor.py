"""Dynos as processes of this machine: started, watched, restarted after a crash, ended."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from .logs import LogBuffer

State = Literal["starting", "up", "crashed", "down"]


@dataclass(frozen=True, kw_only=True, slots=True)
class DynoSpec:
    """What to run: a command of a slug with the app's config vars."""

    app_id: str
    name: str  # "web.1", "worker.2", "release.1234", "run.1234"
    command: str
    env: Mapping[str, str]  # config vars only; PATH, PORT, DYNO and the like are added here
    slug: Path
    size: str = "Basic"


class Dyno:
    """One dyno; `stop` it to be rid of it. The router takes it as a backend."""

    spec: DynoSpec
    name: str
    state: State
    since: datetime  # of the state
    port: int | None  # of a web dyno
    pid: int | None

    async def wait_up(self) -> None:
        """Return when the state is no longer `starting`."""


class Supervisor:
    """Starts and ends dynos; keeps their working copies and process ids below `folder`."""

    def __init__(
        self,
        folder: Path,
        logs: LogBuffer,
        *,
        boot_timeout: float = 60,
        grace: float = 30,
        changed: Callable[[Dyno], None] = lambda dyno: None,
    ) -> None: ...

    async def open(self) -> None:
        """Kill the dynos that a killed parent left behind, and delete their copies."""

    async def start(self, spec: DynoSpec) -> Dyno:
        """Start a dyno that lives until it is stopped; returns at once, its state is `starting`."""
        raise NotImplementedError

    async def stop(self, dyno: Dyno) -> None:
        """SIGTERM to every process of the dyno, `grace` seconds, SIGKILL."""

    async def run(self, spec: DynoSpec, *, write: Callable[[str], None]) -> int:
        """A one-off dyno to its end: the exit status. Output goes line by line to `write` and to the log.

        Cancelled, it kills the dyno.
        """
        raise NotImplementedError

    async def close(self) -> None:
        """Stop every dyno at once, one-off dynos without grace."""
