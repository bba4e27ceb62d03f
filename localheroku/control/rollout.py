"""The rollout: brings an app's dynos in line with its current release and its formation."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Coroutine, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from localheroku.control.slugs import Slugs
from localheroku.control.specs import Specs
from localheroku.control.tasks import Tasks
from localheroku.model.app import App
from localheroku.model.build import Slug
from localheroku.model.formation import RELEASE_TYPE, WEB_TYPE, Formation
from localheroku.model.identity import now
from localheroku.model.release import Release
from localheroku.model.store import Store
from localheroku.runtime.dyno import Dyno
from localheroku.runtime.logs import LogBuffer
from localheroku.runtime.supervisor import Supervisor

# Seconds that a web dyno has for the requests that the router has passed on, before its SIGTERM:
# a process that ends at once, or a queue that nobody accepts any more, would lose them.
LAST_REQUESTS = 5
# Of the time between the daily restarts.
SPREAD = 216 / (24 * 60)

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """One dyno that should run. What a process can't notice makes no difference."""

    release: Release = field(compare=False)
    slug: Slug = field(compare=False)
    command: str = field(compare=False)
    release_id: str
    type: str
    number: int
    size: str

    @property
    def name(self) -> str:
        return f"{self.type}.{self.number}"


@dataclass(kw_only=True)
class Running:
    """One dyno that runs, and what it was started for; `outdated` has it replaced by its like."""

    wanted: Wanted
    dyno: Dyno
    outdated: bool = False
    created_at: str = field(default_factory=now)

    @property
    def id(self) -> str:
        return self.dyno.spec.id

    def is_one_of(self, wanted: list[Wanted]) -> bool:
        return not self.outdated and self.wanted in wanted


class Rollout:
    """The only thing that starts and stops the dynos of a formation: one task per app."""

    def __init__(
        self,
        store: Store,
        slugs: Slugs,
        specs: Specs,
        supervisor: Supervisor,
        logs: LogBuffer,
        *,
        restart_after: float | None = None,
    ) -> None:
        self._store = store
        self._slugs = slugs
        self._specs = specs
        self._supervisor = supervisor
        self._logs = logs
        self._restart_after = restart_after
        self._running: dict[str, list[Running]] = {}
        self._leaving: set[Dyno] = set()
        self._closing = asyncio.Event()
        self._woken: dict[str, asyncio.Event] = {}
        self._tasks = Tasks()
        self._stops = Tasks()

    def wake(self, app_id: str) -> None:
        """Something about the app changed: bring its dynos in line, in the background."""
        if app_id not in self._woken:
            self._woken[app_id] = asyncio.Event()
            self._tasks.start(app_id, self._settle(app_id))
        self._woken[app_id].set()

    def running(self, app_id: str) -> list[Running]:
        return list(self._running.get(app_id, ()))

    def serving(self, app_id: str) -> list[Dyno]:
        """The web dynos that take traffic: the former ones until all of the new ones are ready."""
        web = [one for one in self.running(app_id) if one.wanted.type == WEB_TYPE]
        newest = max((one.wanted.release.version for one in web), default=0)
        former = [
            one.dyno
            for one in web
            if one.dyno.state == "up" and (one.outdated or one.wanted.release.version < newest)
        ]
        return former or [one.dyno for one in web]

    def restart(self, app_id: str, dynos: Iterable[Running]) -> None:
        for one in dynos:
            one.outdated = True
        self.wake(app_id)

    async def forget(self, app_id: str) -> None:
        """Stop all dynos of an app that is gone, and return when they have ended."""
        self._tasks.interrupt(app_id)
        await self._tasks.wait(app_id)
        for one in self.running(app_id):
            self._retire(one)
        await self._stops.wait(app_id)

    async def close(self, grace: float) -> None:
        """Stop all dynos; those that are not down after `grace` seconds are killed."""
        self._closing.set()
        await self._tasks.close()
        for app_id in list(self._running):
            for one in self.running(app_id):
                self._retire(one)
        if not await self._stops.all(grace):
            for dyno in self._leaving:
                dyno.kill()
            await self._stops.all()

    async def _settle(self, app_id: str) -> None:
        woken = self._woken[app_id]
        try:
            while woken.is_set():
                woken.clear()
                if booting := await self._step(app_id):
                    await _first(woken.wait(), *(one.dyno.wait_up() for one in booting))
                    woken.set()
        finally:
            del self._woken[app_id]

    async def _step(self, app_id: str) -> list[Running]:
        """Start what is missing, stop what is left over; the answer is whom the latter wait for."""
        wanted = self._wanted(app_id)
        for missing in self._missing(app_id, wanted):
            await self._start(app_id, missing)
        booting, left_over = self._sorted(app_id, wanted)
        for one in left_over:
            # New web dynos take traffic before old ones leave.
            if not (booting and one.wanted.type == WEB_TYPE):
                self._retire(one)
        return booting if any(one.wanted.type == WEB_TYPE for one in left_over) else []

    def _wanted(self, app_id: str) -> list[Wanted]:
        release = self._store.last(Release, "version", app_id=app_id, status="succeeded")
        slug = self._slugs.get(release.slug_id) if release else None
        if release is None or slug is None:
            return []
        return [
            Wanted(
                release=release,
                slug=slug,
                command=slug.process_types[row.type],
                release_id=release.id,
                type=row.type,
                number=number,
                size=row.size,
            )
            for row in self._store.all(Formation, app_id=app_id)
            if row.type in slug.process_types and row.type != RELEASE_TYPE
            for number in range(1, row.quantity + 1)
        ]

    def _missing(self, app_id: str, wanted: list[Wanted]) -> list[Wanted]:
        have = [one.wanted for one in self.running(app_id) if not one.outdated]
        return [one for one in wanted if one not in have]

    def _sorted(self, app_id: str, wanted: list[Wanted]) -> tuple[list[Running], list[Running]]:
        """The new web dynos that are not up yet, and the dynos that nobody wants any more."""
        running = self.running(app_id)
        booting = [
            one
            for one in running
            if one.is_one_of(wanted)
            and one.wanted.type == WEB_TYPE
            and one.dyno.state == "starting"
        ]
        return booting, [one for one in running if not one.is_one_of(wanted)]

    async def _start(self, app_id: str, wanted: Wanted) -> None:
        spec = self._specs.of(
            self._store.get(App, app_id),
            wanted.release,
            wanted.slug,
            name=wanted.name,
            command=wanted.command,
            size=wanted.size,
        )
        try:
            dyno = await self._supervisor.start(spec)
        except Exception:
            log.exception("%s of app %s could not be started", wanted.name, app_id)
            self._logs.write(app_id, "heroku", wanted.name, "Process could not be started")
        else:
            running = Running(wanted=wanted, dyno=dyno)
            self._running.setdefault(app_id, []).append(running)
            self._cycle_later(running)

    def _cycle_later(self, one: Running) -> None:
        """In a day and up to 216 minutes, so that an app's dynos don't restart together.

        https://devcenter.heroku.com/articles/dyno-restarts#daily-restarts
        """
        if self._restart_after:
            seconds = self._restart_after * random.uniform(1, 1 + SPREAD)
            asyncio.get_running_loop().call_later(seconds, self._cycle, one)

    def _cycle(self, one: Running) -> None:
        app_id = one.dyno.spec.app_id
        if one in self.running(app_id) and not self._closing.is_set():
            self._logs.write(app_id, "heroku", one.wanted.name, "Cycling")
            self.restart(app_id, [one])

    def _retire(self, one: Running) -> None:
        """No more new requests from now on; its end takes its time in the background."""
        app_id = one.dyno.spec.app_id
        self._running[app_id].remove(one)
        self._leaving.add(one.dyno)
        stop = self._stops.start(app_id, self._stop(one))
        stop.add_done_callback(lambda _: self._leaving.discard(one.dyno))

    async def _stop(self, one: Running) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(LAST_REQUESTS):
                while one.dyno.under_way and not self._closing.is_set():
                    await asyncio.sleep(0.05)
        await self._supervisor.stop(one.dyno)


async def _first(*waits: Coroutine[Any, Any, object]) -> None:
    """Until one of these has ended; the others are cancelled."""
    tasks = [asyncio.ensure_future(wait) for wait in waits]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
