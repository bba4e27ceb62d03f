"""Dynos as people see them: the formation's, and one-off ones that run a command to its end."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace

from localheroku.control.catalogue import find_dyno_size
from localheroku.control.config_vars import check_variables
from localheroku.control.errors import InvalidParams, NotFound
from localheroku.control.names import check_process_type
from localheroku.control.releases import Releases
from localheroku.control.rollout import Rollout, Running
from localheroku.control.specs import Specs
from localheroku.control.tasks import Tasks
from localheroku.model.app import App
from localheroku.model.dyno_sizes import DEFAULT_DYNO_SIZE
from localheroku.model.formation import Formation
from localheroku.model.identity import new_id, now
from localheroku.model.store import Store
from localheroku.runtime.supervisor import DynoSpec, Supervisor

DAY = 24 * 60 * 60


@dataclass(frozen=True, kw_only=True)
class DynoView:
    id: str
    name: str
    type: str
    command: str
    size: str
    state: str
    release_id: str
    release_version: int
    created_at: str
    updated_at: str


class Dynos:
    def __init__(
        self,
        store: Store,
        releases: Releases,
        rollout: Rollout,
        specs: Specs,
        supervisor: Supervisor,
        tasks: Tasks,
    ) -> None:
        self._store = store
        self._releases = releases
        self._rollout = rollout
        self._specs = specs
        self._supervisor = supervisor
        self._tasks = tasks
        self._one_off: dict[str, dict[str, DynoView]] = {}

    def of(self, app: App) -> list[DynoView]:
        """One per name: while a new dyno takes over, the old one is not shown any more."""
        formation = {one.wanted.name: _view(one) for one in self._rollout.running(app.id)}
        return [*formation.values(), *self._one_off.get(app.id, {}).values()]

    def find(self, app: App, id_or_name: str) -> DynoView:
        for dyno in self.of(app):
            if id_or_name in (dyno.id, dyno.name):
                return dyno
        raise NotFound(f"Couldn't find that dyno ({id_or_name}).", resource="dyno")

    def run_detached(
        self,
        app: App,
        command: str,
        *,
        size: str | None,
        type_: str | None,
        env: Mapping[str, str],
        seconds: int | None,
    ) -> DynoView:
        """Start a one-off dyno; its output goes to the app's log."""
        release, slug = self._releases.current(app), self._releases.running_slug(app)
        if release is None or slug is None:
            raise InvalidParams(f"{app.name} has no code yet; deploy it first.")
        type_ = type_ or "run"
        check_process_type(type_, command)
        check_variables(env)
        view = DynoView(
            id=new_id(),
            name=f"{type_}.{secrets.randbelow(9000) + 1000}",
            type=type_,
            command=command,
            size=find_dyno_size(size or self._usual_size(app)).name,
            state="starting",
            release_id=release.id,
            release_version=release.version,
            created_at=now(),
            updated_at=now(),
        )
        spec = self._specs.of(app, release, slug, name=view.name, command=command, size=view.size)
        spec = replace(spec, env={**spec.env, **env})
        shown = self._one_off.setdefault(app.id, {})
        shown[view.name] = view
        task = self._tasks.start(view.id, self._run(shown, view, spec, seconds or DAY))
        task.add_done_callback(lambda _: shown.pop(view.name, None))
        return view

    def restart_all(self, app: App) -> None:
        """The formation's; one-off dynos go on."""
        self._rollout.restart(app.id, self._rollout.running(app.id))

    def restart(self, app: App, sought: str) -> None:
        """One dyno, or those of a process type. A one-off dyno is only stopped, as it has nothing
        to come back to.
        """
        meant = [one for one in self.of(app) if sought in (one.id, one.name, one.type)]
        if not meant:
            raise NotFound(f"Couldn't find that dyno ({sought}).", resource="dyno")
        names = [one.name for one in meant]
        running = self._rollout.running(app.id)
        self._rollout.restart(app.id, [one for one in running if one.wanted.name in names])
        for view in meant:
            self._tasks.interrupt(view.id)

    async def forget(self, app_id: str) -> None:
        """Stop the one-off dynos of an app that is gone."""
        for view in self._one_off.pop(app_id, {}).values():
            self._tasks.interrupt(view.id)
            await self._tasks.wait(view.id)

    async def _run(
        self, shown: dict[str, DynoView], view: DynoView, spec: DynoSpec, seconds: int
    ) -> None:
        shown[view.name] = replace(view, state="up", updated_at=now())
        # The supervisor's log says what became of it.
        with suppress(TimeoutError):
            await asyncio.wait_for(self._supervisor.run(spec, write=_nowhere), seconds)

    def _usual_size(self, app: App) -> str:
        row = self._store.first(Formation, app_id=app.id)
        return row.size if row else DEFAULT_DYNO_SIZE


def _view(one: Running) -> DynoView:
    return DynoView(
        id=one.id,
        name=one.wanted.name,
        type=one.wanted.type,
        command=one.wanted.command,
        size=one.wanted.size,
        state=one.dyno.state,
        release_id=one.wanted.release_id,
        release_version=one.wanted.release.version,
        created_at=one.created_at,
        updated_at=one.dyno.since.strftime("%Y-%m-%dT%H:%M:%SZ"),
    )


def _nowhere(text: str) -> None:
    """The supervisor writes the app's log itself."""
