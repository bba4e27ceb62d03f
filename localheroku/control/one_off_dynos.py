"""One-off dynos: run a command to its end, with a client attached or in the background.

https://devcenter.heroku.com/articles/one-off-dynos
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace

from localheroku.control.catalogue import find_dyno_size
from localheroku.control.config_vars import check_variables
from localheroku.control.errors import InvalidParams
from localheroku.control.names import check_process_type
from localheroku.control.releases import Releases
from localheroku.control.specs import Specs
from localheroku.control.tasks import Tasks
from localheroku.model.address import Address
from localheroku.model.app import App
from localheroku.model.dyno import DynoView
from localheroku.model.dyno_sizes import DEFAULT_DYNO_SIZE
from localheroku.model.formation import Formation
from localheroku.model.identity import new_id, now, stamp
from localheroku.model.store import Store
from localheroku.runtime.attachment import Attachment
from localheroku.runtime.dyno import Dyno
from localheroku.runtime.dyno_spec import DynoSpec
from localheroku.runtime.lines import Pipes, Terminal
from localheroku.runtime.rendezvous import Rendezvous
from localheroku.runtime.supervisor import Supervisor

DAY = 24 * 60 * 60


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What a client asks for; None leaves it to the platform."""

    command: str
    env: Mapping[str, str]
    size: str | None = None
    type: str | None = None
    seconds: int | None = None
    attach: bool = False
    tty: bool = True


@dataclass(frozen=True)
class _Running:
    started: DynoView
    dyno: Dyno

    @property
    def view(self) -> DynoView:
        """As it is now."""
        dyno = self.dyno
        awaited = self.started.attach_url if dyno.state == "starting" else None
        return replace(
            self.started,
            state=dyno.state,
            updated_at=stamp(dyno.since),
            attach_url=awaited,
        )


class OneOffDynos:
    def __init__(
        self,
        store: Store,
        releases: Releases,
        specs: Specs,
        supervisor: Supervisor,
        rendezvous: Rendezvous,
        tasks: Tasks,
        *,
        address: Address,
    ) -> None:
        self._store = store
        self._releases = releases
        self._specs = specs
        self._supervisor = supervisor
        self._rendezvous = rendezvous
        self._tasks = tasks
        self._address = address
        self._running: dict[str, dict[str, _Running]] = {}

    def of(self, app_id: str) -> list[DynoView]:
        return [one.view for one in self._running.get(app_id, {}).values()]

    def start(self, app: App, wish: Wish) -> DynoView:
        """Its output goes to the client that attaches, or to the app's log if none is to."""
        view, spec = self._specified(app, wish)
        if wish.attach:
            meeting = self._rendezvous.arrange()
            view = replace(view, attach_url=self._address.rendezvous(meeting.secret))
            line = Terminal.of(wish.env) if wish.tty else Pipes()
            dyno = self._supervisor.one_off(spec, Attachment(meeting, line))
        else:
            dyno = self._supervisor.one_off(spec)
        self._running.setdefault(app.id, {})[view.name] = _Running(view, dyno)
        task = self._tasks.start(view.id, self._run(dyno, wish.seconds or DAY))
        task.add_done_callback(lambda _: self._running.get(app.id, {}).pop(view.name, None))
        return view

    def stop(self, app: App, name: str) -> None:
        """SIGTERM, and SIGKILL when it takes too long; nothing happens if it isn't a one-off."""
        if running := self._running.get(app.id, {}).get(name):
            running.dyno.tell_to_stop()

    async def forget(self, app_id: str) -> None:
        """End those of an app that is gone."""
        for one in self._running.pop(app_id, {}).values():
            self._tasks.interrupt(one.started.id)
            await self._tasks.wait(one.started.id)

    def _specified(self, app: App, wish: Wish) -> tuple[DynoView, DynoSpec]:
        release, slug = self._releases.current(app), self._releases.running_slug(app)
        if release is None or slug is None:
            raise InvalidParams(f"{app.name} has no code yet; deploy it first.")
        type_ = wish.type or "run"
        check_process_type(type_, wish.command)
        check_variables(wish.env)
        view = DynoView(
            id=new_id(),
            app_id=app.id,
            name=self._new_name(app, type_),
            type=type_,
            command=wish.command,
            size=find_dyno_size(wish.size or self._usual_size(app)).name,
            state="starting",
            release_id=release.id,
            release_version=release.version,
            created_at=now(),
            updated_at=now(),
        )
        spec = self._specs.of(
            app,
            release,
            slug,
            name=view.name,
            command=view.command,
            size=view.size,
            id=view.id,
        )
        return view, replace(spec, env={**spec.env, **wish.env})

    def _new_name(self, app: App, type_: str) -> str:
        taken = self._running.get(app.id, {})
        while (name := f"{type_}.{secrets.randbelow(9000) + 1000}") in taken:
            pass
        return name

    def _usual_size(self, app: App) -> str:
        row = self._store.first(Formation, app_id=app.id)
        return row.size if row else DEFAULT_DYNO_SIZE

    async def _run(self, dyno: Dyno, seconds: int) -> None:
        """The app's log says what became of it."""
        limit = asyncio.get_running_loop().call_later(seconds, dyno.tell_to_stop)
        try:
            await self._supervisor.run_once(dyno)
        finally:
            limit.cancel()
