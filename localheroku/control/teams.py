"""Teams, of which one at most is the default."""

from __future__ import annotations

from dataclasses import replace

from localheroku.control import names
from localheroku.control.lookup import by_id_or_name, required
from localheroku.model.identity import new_id, now
from localheroku.model.store import Store
from localheroku.model.team import Team


class Teams:
    def __init__(self, store: Store) -> None:
        self._store = store

    def all(self) -> list[Team]:
        return self._store.all(Team)

    def find(self, id_or_name: str) -> Team:
        return required(by_id_or_name(self._store, Team, id_or_name), "team", id_or_name)

    def create(self, name: str) -> Team:
        names.TEAM.check_new(self._store, Team, name)
        return self._store.add(Team(id=new_id(), name=name, created_at=now(), updated_at=now()))

    def update(self, team: Team, *, name: str | None, default: bool | None) -> Team:
        if name and name != team.name:
            names.TEAM.check_new(self._store, Team, name)
        with self._store.transaction():
            for former in self._store.all(Team, default=True) if default else ():
                self._store.put(replace(former, default=False))
            return self._store.put(
                replace(
                    team,
                    name=name or team.name,
                    default=team.default if default is None else default,
                    updated_at=now(),
                )
            )

    def destroy(self, team: Team) -> Team:
        self._store.remove(team)
        return team
