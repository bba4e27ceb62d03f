"""Log drains of apps."""

from __future__ import annotations

from localheroku.control.errors import NotFound
from localheroku.model.app import App
from localheroku.model.drain import Drain
from localheroku.model.store import Store

SCHEMES = ("https", "http", "syslog", "syslog+tls")


class Drains:
    def __init__(self, store: Store) -> None:
        self._store = store

    def of(self, app: App) -> list[Drain]:
        return self._store.all(Drain, app_id=app.id)

    def find(self, app: App, id_url_or_token: str) -> Drain:
        for drain in self.of(app):
            if id_url_or_token in (drain.id, drain.url, drain.token):
                return drain
        raise NotFound("Couldn't find that log drain.", resource="log_drain")
