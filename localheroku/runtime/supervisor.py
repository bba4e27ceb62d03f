"""The set of all dynos: starts them, stops them, and cleans up after a server that was killed."""

from __future__ import annotations

import asyncio
import secrets
import shutil
from collections.abc import Callable
from pathlib import Path

from localheroku.runtime import strays
from localheroku.runtime.console import Console
from localheroku.runtime.dyno import Dyno
from localheroku.runtime.dyno_spec import DynoSpec, Timing
from localheroku.runtime.logs import LogBuffer
from localheroku.runtime.measure import measure
from localheroku.runtime.orphans import Orphanage
from localheroku.runtime.processes import in_thread


class Supervisor:
    """Starts and ends dynos. `changed` hears of every dyno, and of its states.

    Below `folder` are the dynos' copies of their slugs, and their process ids. Nobody else may
    use the same `folder`.
    """

    def __init__(self, folder: Path, logs: LogBuffer, *, timing: Timing | None = None) -> None:
        self._homes = (folder / "homes").resolve()
        self._orphanage = Orphanage(folder / "running")
        self._logs = logs
        self._timing = timing or Timing()
        self.changed: Callable[[Dyno], None] = lambda dyno: None
        self._kept: dict[Dyno, asyncio.Task[None]] = {}
        self._one_off: set[Dyno] = set()
        self._watch: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Kill the dynos that a killed server left behind, and delete their copies."""
        await in_thread(self._orphanage.kill_all, self._homes)
        await in_thread(shutil.rmtree, self._homes, ignore_errors=True)
        self._homes.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._watch = asyncio.create_task(self._sample())

    async def start(self, spec: DynoSpec) -> Dyno:
        """A dyno that runs until it is stopped. Returns at once: it is still `starting`."""
        dyno = self._dyno(spec)
        self._kept[dyno] = asyncio.create_task(dyno.keep_running())
        return dyno

    async def stop(self, dyno: Dyno) -> None:
        """SIGTERM to all processes of the dyno, 30 s, SIGKILL; returns when it is down."""
        dyno.tell_to_stop()
        if dyno in self._kept:
            await asyncio.shield(self._kept[dyno])
            self._kept.pop(dyno, None)

    def one_off(self, spec: DynoSpec, console: Console | None = None) -> Dyno:
        """A dyno that `run_once` will run; without a console its output goes to the log."""
        return self._dyno(spec, console=console)

    async def run_once(self, dyno: Dyno) -> int:
        """A one-off dyno to its end: the exit status. Cancelled, it kills the dyno."""
        self._one_off.add(dyno)
        try:
            return await dyno.run_once()
        finally:
            self._one_off.discard(dyno)

    async def run(self, spec: DynoSpec, *, write: Callable[[str], None] = lambda line: None) -> int:
        """The same at once. Its output goes to the log and to `write`, line by line with ends."""
        return await self.run_once(self._dyno(spec, write))

    async def close(self) -> None:
        """Stop all dynos at once; one-off dynos are killed, as their callers are going too."""
        self._orphanage.closing = True
        for dyno in self._one_off:
            dyno.kill()
        await asyncio.gather(*map(self.stop, list(self._kept)))
        await in_thread(strays.kill, self._homes)
        if self._watch:
            self._watch.cancel()

    async def _sample(self) -> None:
        """Tell dynos ever again what they use."""
        while True:
            await asyncio.sleep(self._timing.sample)
            running = {dyno.pid: dyno for dyno in (*self._kept, *self._one_off) if dyno.pid}
            quotas = {pid: dyno.quota for pid, dyno in running.items()}
            for pid, usage in (await in_thread(measure, quotas)).items() if quotas else ():
                if running[pid].pid == pid:
                    running[pid].sample(usage)

    def _dyno(
        self,
        spec: DynoSpec,
        write: Callable[[str], None] = lambda line: None,
        console: Console | None = None,
    ) -> Dyno:
        return Dyno(
            spec,
            self._homes / f"{spec.name}-{secrets.token_hex(4)}",
            logs=self._logs,
            orphanage=self._orphanage,
            timing=self._timing,
            changed=self.changed,
            write=write,
            console=console,
        )
