"""Teams, of which one at most is the default."""

from __future__ import annotations

from dataclasses import replace

from localheroku.control.errors import InvalidParams, NotFound
from localheroku.control.names import check_team_name
from localheroku.model.identity import new_id, now
from localheroku.model.store import Store
from localheroku.model.team import Team


class Teams:
    def __init__(self, store: Store) -> None:
        self._store = store

    def all(self) -> list[Team]:
        return self._store.all(Team)

    def find(self, id_or_name: str) -> Team:
        team = self._store.first(Team, id=id_or_name.lower()) or self._store.first(
            Team, name=id_or_name
        )
        if team is None:
            raise NotFound(f"Couldn't find that team ({id_or_name}).", resource="team")
        return team

    def create(self, name: str) -> Team:
        self._check_name(name)
        return self._store.add(Team(id=new_id(), name=name, created_at=now(), updated_at=now()))

    def update(self, team: Team, *, name: str | None, default: bool | None) -> Team:
        if name and name != team.name:
            self._check_name(name)
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

    def _check_name(self, name: str) -> None:
        check_team_name(name)
        if self._store.first(Team, name=name):
            raise InvalidParams(f"Name {name} is already taken")
