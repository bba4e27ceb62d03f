"""Collaborators of apps: a list that is kept. There is one key here, so access is everybody's."""

from __future__ import annotations

import re

from localheroku.control.errors import InvalidParams
from localheroku.control.lookup import required
from localheroku.model.account import ACCOUNT_EMAIL
from localheroku.model.app import App
from localheroku.model.collaborator import Collaborator
from localheroku.model.identity import new_id, now, stable_id
from localheroku.model.store import Store

EMAIL = re.compile(r"[^@\s/]{1,64}@[A-Za-z0-9][A-Za-z0-9.-]{0,253}", re.ASCII)


class Collaborators:
    def __init__(self, store: Store) -> None:
        self._store = store

    def of(self, app: App) -> list[Collaborator]:
        """The owner first."""
        return [_owner(app), *self._store.all(Collaborator, app_id=app.id)]

    def find(self, app: App, id_or_email: str) -> Collaborator:
        sought = id_or_email.lower()
        meant = (one for one in self.of(app) if sought in (one.id, one.user_id, one.email))
        return required(next(meant, None), "collaborator", id_or_email)

    def add(self, app: App, email: str) -> Collaborator:
        email = email.lower()
        if not EMAIL.fullmatch(email):
            raise InvalidParams(f"User {email!r} is not accepted: it must be an e-mail address.")
        if email in [one.email for one in self.of(app)]:
            raise InvalidParams(f"{email} is already a collaborator of {app.name}.")
        return self._store.add(
            Collaborator(
                id=new_id(), app_id=app.id, email=email, created_at=now(), updated_at=now()
            )
        )

    def remove(self, app: App, id_or_email: str) -> Collaborator:
        one = self.find(app, id_or_email)
        if one.role == "owner":
            raise InvalidParams(f"{one.email} owns {app.name} and stays its collaborator.")
        self._store.remove(one)
        return one


def _owner(app: App) -> Collaborator:
    """In no table: every app is born with this one."""
    return Collaborator(
        id=stable_id("collaborator", app.id),
        app_id=app.id,
        email=ACCOUNT_EMAIL,
        role="owner",
        created_at=app.created_at,
        updated_at=app.created_at,
    )
