"""Log drains of apps."""

from __future__ import annotations

from localheroku.control.drain_delivery import DrainDelivery
from localheroku.control.errors import InvalidParams
from localheroku.control.lookup import required
from localheroku.control.urls import can_be_called
from localheroku.model.app import App
from localheroku.model.drain import Drain
from localheroku.model.identity import new_id, now
from localheroku.model.store import Store

SCHEMES = ("https", "http", "syslog", "syslog+tls")


class Drains:
    def __init__(self, store: Store, delivery: DrainDelivery) -> None:
        self._store = store
        self._delivery = delivery

    def start(self) -> None:
        """For the start: go on with the drains that there are."""
        for drain in self._store.all(Drain):
            self._delivery.start(drain)

    def of(self, app: App) -> list[Drain]:
        return self._store.all(Drain, app_id=app.id)

    def find(self, app: App, id_url_or_token: str) -> Drain:
        meant = (one for one in self.of(app) if id_url_or_token in (one.id, one.url, one.token))
        return required(next(meant, None), "log drain")

    def add(self, app: App, url: str) -> Drain:
        _check(url)
        if self._store.first(Drain, app_id=app.id, url=url):
            raise InvalidParams("This URL is already a drain of this app.")
        token = f"d.{new_id()}"
        drain = self._store.add(
            Drain(
                id=new_id(),
                app_id=app.id,
                token=token,
                url=url,
                created_at=now(),
                updated_at=now(),
            )
        )
        self._delivery.start(drain)
        return drain

    def remove(self, app: App, id_url_or_token: str) -> Drain:
        drain = self.find(app, id_url_or_token)
        self._store.remove(drain)
        self._delivery.stop(drain)
        return drain


def _check(url: str) -> None:
    """The message never repeats the URL: it may hold credentials."""
    if not can_be_called(url, SCHEMES):
        raise InvalidParams(
            f"Url is invalid: a host under one of {', '.join(SCHEMES)} is accepted."
        )
