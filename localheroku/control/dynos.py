"""Dynos as people see them: the formation's, and one-off ones."""

from __future__ import annotations

from localheroku.control.lookup import required
from localheroku.control.one_off_dynos import OneOffDynos
from localheroku.control.rollout import Rollout, Running
from localheroku.model.app import App
from localheroku.model.dyno import DynoView
from localheroku.model.identity import stamp


class Dynos:
    def __init__(self, rollout: Rollout, one_off: OneOffDynos) -> None:
        self._rollout = rollout
        self._one_off = one_off

    def of(self, app: App) -> list[DynoView]:
        """One per name: while a new dyno takes over, the old one is not shown any more."""
        formation = {one.wanted.name: _view(one) for one in self._rollout.running(app.id)}
        return [*formation.values(), *self._one_off.of(app.id)]

    def look_up(self, app_id: str, dyno_id: str) -> DynoView | None:
        """One that has begun; None for a release phase's, which is nobody's."""
        running = map(_view, self._rollout.running(app_id))
        found = (one for one in (*running, *self._one_off.of(app_id)) if one.id == dyno_id)
        return next(found, None)

    def find(self, app: App, id_or_name: str) -> DynoView:
        meant = (one for one in self.of(app) if id_or_name in (one.id, one.name))
        return required(next(meant, None), "dyno", id_or_name)

    def restart_all(self, app: App) -> None:
        """The formation's; one-off dynos go on."""
        self._rollout.restart(app.id, self._rollout.running(app.id))

    def restart(self, app: App, sought: str) -> None:
        """One dyno, or those of a process type. A one-off dyno is only stopped, as it has nothing
        to come back to.
        """
        meant = [one for one in self.of(app) if sought in (one.id, one.name, one.type)]
        names = [one.name for one in required(meant or None, "dyno", sought)]
        running = self._rollout.running(app.id)
        self._rollout.restart(app.id, [one for one in running if one.wanted.name in names])
        for name in names:
            self._one_off.stop(app, name)


def _view(one: Running) -> DynoView:
    return DynoView(
        id=one.id,
        app_id=one.dyno.spec.app_id,
        name=one.wanted.name,
        type=one.wanted.type,
        command=one.wanted.command,
        size=one.wanted.size,
        state=one.dyno.state,
        release_id=one.wanted.release_id,
        release_version=one.wanted.release.version,
        created_at=one.created_at,
        updated_at=stamp(one.dyno.since),
    )
