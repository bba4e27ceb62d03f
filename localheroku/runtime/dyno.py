"""One dyno: a process with its own copy of the slug, from `starting` to `down`."""

from __future__ import annotations

import asyncio
import random
import shutil
import signal
import time
from asyncio.subprocess import Process
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from localheroku.model.shortage import reason
from localheroku.runtime import strays
from localheroku.runtime.console import Console, LogConsole
from localheroku.runtime.dyno_spec import DynoSpec, Timing
from localheroku.runtime.logs import LogBuffer
from localheroku.runtime.measure import Usage
from localheroku.runtime.orphans import Orphanage
from localheroku.runtime.processes import (
    LAST_LINES,
    close_output,
    free_port,
    in_thread,
    port_accepts,
    signal_group,
)
from localheroku.runtime.runtime_metrics import RuntimeMetrics
from localheroku.runtime.slug import read_slug

State = Literal["starting", "up", "crashed", "down"]

# Heroku runs commands with bash; a system without it has this.
SHELL = shutil.which("bash") or "/bin/sh"
# Seconds from SIGHUP, which ends most processes that lost their client, to SIGTERM.
HANG_UP = 5
# The exit status of a one-off dyno that nobody attached to.
NEVER_RAN = 1
MB = 1 << 20


class Dyno:
    """A dyno; the router takes it as a backend. `home` is for its copy of the slug."""

    def __init__(
        self,
        spec: DynoSpec,
        home: Path,
        *,
        logs: LogBuffer,
        orphanage: Orphanage,
        timing: Timing,
        changed: Callable[[Dyno], None],
        write: Callable[[str], None] = lambda line: None,
        console: Console | None = None,
    ) -> None:
        self.spec = spec
        self.state: State = "starting"
        self.since, self._since = datetime.now(UTC), time.monotonic()
        self.port: int | None = None
        self.pid: int | None = None
        self.under_way = 0  # requests, as the router counts them
        self._home = home
        self._logs = logs
        self._orphanage = orphanage
        self._timing = timing
        self._changed = changed
        self._write = write
        self._console = console or LogConsole(self._hear)
        self._is_attached = console is not None
        self._settled = asyncio.Event()
        self._told_to_stop = asyncio.Event()
        self._process: Process | None = None
        self._metrics: RuntimeMetrics | None = None

    @property
    def quota(self) -> int:
        """Of memory, in bytes."""
        return self.spec.memory * MB

    @property
    def name(self) -> str:
        return self.spec.name

    async def wait_up(self) -> None:
        """Return when the state is no longer `starting`."""
        await self._settled.wait()

    async def keep_running(self) -> None:
        """Run until told to stop, again after every crash."""
        crashes = 0
        self._changed(self)
        while not self._told_to_stop.is_set():
            self._become("starting")
            await self._run_safely()
            if self._told_to_stop.is_set():
                break
            crashes = 0 if self._was_healthy() else crashes
            self._become("crashed")
            await self._cool_off(crashes)
            crashes += 1
        self._become("down")

    async def run_once(self) -> int:
        """Run to the end, as one-off dynos do: the exit status."""
        self._changed(self)
        try:
            attended = await self._attend() if self._is_attached else True
            return await self._run() if attended else NEVER_RAN
        except OSError as error:
            self._say(why := f"Process could not be started: {reason(error)}")
            self._write(f" !     {why}\n")
            return NEVER_RAN
        finally:
            self._console.close()
            self._become("down", "complete")

    def tell_to_stop(self) -> None:
        """SIGTERM, `grace`, SIGKILL; `keep_running` returns when it is over."""
        self._told_to_stop.set()

    def kill(self) -> None:
        """SIGKILL to all of it."""
        self._told_to_stop.set()
        if self._process:
            signal_group(self._process, signal.SIGKILL)

    async def _attend(self) -> bool:
        """Whether a client came before somebody told the dyno to stop."""
        self._say("Awaiting client")
        stopped = asyncio.ensure_future(self._told_to_stop.wait())
        ready = asyncio.ensure_future(self._console.wait_ready())
        try:
            await asyncio.wait({stopped, ready}, return_when=asyncio.FIRST_COMPLETED)
            if ready.done():
                ready.result()
            return ready.done()
        except TimeoutError:
            self._say("Error R13 (Attach error) -> Failed to attach to process")
            return False
        finally:
            stopped.cancel()
            ready.cancel()

    def sample(self, usage: Usage) -> None:
        """Say what the dyno uses, if that is asked for or too much; kill one that uses vastly more.

        https://devcenter.heroku.com/articles/error-codes#r14-memory-quota-exceeded
        """
        if self._metrics:
            for line in self._metrics.lines(usage):
                self._say(line)
        if usage.memory <= self.quota:
            return
        share = usage.memory / self.quota * 100
        self._say(f"Process running mem={usage.memory / MB:.0f}M({share:.1f}%)")
        if usage.memory <= self.spec.memory_limit * MB:
            self._say("Error R14 (Memory quota exceeded)")
        elif self._process:
            self._say("Error R15 (Memory quota vastly exceeded)")
            self._say("Stopping process with SIGKILL")
            signal_group(self._process, signal.SIGKILL)

    async def _run_safely(self) -> None:
        """What keeps a process from starting at all is a crash too, and may pass."""
        try:
            await self._run()
        except Exception as error:
            self._say(f"Process could not be started: {reason(error)}")

    async def _run(self) -> int:
        """One process, from the fresh copy of its slug to its last line."""
        try:
            process = await self._launch()
            try:
                self._orphanage.note(process.pid)
                return await self._accompany(process)
            finally:
                await self._clear_away(process)
        finally:
            await in_thread(shutil.rmtree, self._home, ignore_errors=True)

    async def _launch(self) -> Process:
        self._say(f"Starting process with command `{self.spec.command}`")
        slug = read_slug(self.spec.slug)
        await in_thread(shutil.copytree, self.spec.slug / "app", self._home, symlinks=True)
        self.port = free_port() if self.spec.is_web else None
        env = self.spec.environment(self._home, Path(slug.environment), self.port)
        command = [SHELL, "-c", self.spec.command]
        self._process = await self._console.spawn(command, cwd=self._home, env=env)
        self.pid = self._process.pid
        if self.spec.metrics:
            self._metrics = RuntimeMetrics(self.name, self.spec.id, self.quota)
        return self._process

    async def _accompany(self, process: Process) -> int:
        """Hear it, see it come up, end it when told so; until it has exited."""
        company = [
            asyncio.create_task(self._console.carry(process)),
            asyncio.create_task(self._watch_boot(process)),
            asyncio.create_task(self._end_when_told(process)),
            asyncio.create_task(self._end_when_alone(process)),
        ]
        try:
            status = await process.wait()
            signal_group(process, signal.SIGKILL)  # what it may have left behind
            # A client that doesn't read can't hold up the end of a dyno that was told to stop.
            patience = LAST_LINES if self._told_to_stop.is_set() else None
            await asyncio.wait(company[:1], timeout=patience)
        finally:
            for task in company:
                task.cancel()
        status = 128 - status if status < 0 else status
        self._say(f"Process exited with status {status}")
        return status

    async def _clear_away(self, process: Process) -> None:
        signal_group(process, signal.SIGKILL)
        await process.wait()
        close_output(process)
        self._orphanage.forget(process.pid)
        self._process = self.pid = None
        if not self._orphanage.closing:
            await in_thread(strays.kill, self._home)

    async def _watch_boot(self, process: Process) -> None:
        try:
            if self.port:
                await asyncio.wait_for(port_accepts(self.port), self._timing.boot)
        except TimeoutError:
            self._say(
                "Error R10 (Boot timeout) -> Web process failed to bind to $PORT within "
                f"{self._timing.boot:g} seconds of launch"
            )
            self._say("Stopping process with SIGKILL")
            signal_group(process, signal.SIGKILL)
        else:
            self._become("up")

    async def _end_when_told(self, process: Process) -> None:
        await self._told_to_stop.wait()
        self._say("Stopping all processes with SIGTERM")
        signal_group(process, signal.SIGTERM)
        if not self._orphanage.closing:
            await in_thread(strays.terminate, self._home, besides=process.pid)
        await asyncio.sleep(self._timing.grace)
        self._say(
            "Error R12 (Exit timeout) -> At least one process failed to exit within "
            f"{self._timing.grace:g} seconds of SIGTERM"
        )
        self._say("Stopping remaining processes with SIGKILL")
        signal_group(process, signal.SIGKILL)

    async def _end_when_alone(self, process: Process) -> None:
        await self._console.wait_gone()
        if process.returncode is None:
            self._say("Client connection closed. Sending SIGHUP to all processes")
            signal_group(process, signal.SIGHUP)
            await asyncio.sleep(HANG_UP)
            self.tell_to_stop()

    async def _cool_off(self, crashes: int) -> None:
        waits = self._timing.cool_off
        try:
            # What crashed together, as when a database went away, doesn't come back all at once.
            wait = waits[min(crashes, len(waits) - 1)] * random.uniform(0.8, 1.2)
            await asyncio.wait_for(self._told_to_stop.wait(), wait)
        except TimeoutError:
            return

    def _was_healthy(self) -> bool:
        # By a clock that nobody sets: this machine's may jump.
        return self.state == "up" and time.monotonic() - self._since >= self._timing.healthy

    def _become(self, state: State, shown: str = "") -> None:
        if state == self.state:
            return
        self._say(f"State changed from {self.state} to {shown or state}")
        self.state, self.since, self._since = state, datetime.now(UTC), time.monotonic()
        if state == "starting":
            self._settled.clear()
        else:
            self._settled.set()
        self._changed(self)

    def _hear(self, line: str) -> None:
        self._logs.write(self.spec.app_id, "app", self.name, line)
        self._write(f"{line}\n")

    def _say(self, text: str) -> None:
        self._logs.write(self.spec.app_id, "heroku", self.name, text)
