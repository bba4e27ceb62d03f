"""Domains: the hostname that every app has, and the custom ones."""

from __future__ import annotations

import re
from dataclasses import replace

from localheroku.control.errors import InvalidParams
from localheroku.control.lookup import required
from localheroku.model.address import APP_DOMAIN, LOOPBACK
from localheroku.model.app import App
from localheroku.model.domain import Domain
from localheroku.model.identity import new_id, now
from localheroku.model.sni_endpoint import SniEndpoint
from localheroku.model.store import Store

_LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
HOSTNAME = re.compile(rf"(\*\.)?({_LABEL}\.)+{_LABEL}", re.ASCII)


class Domains:
    def __init__(self, store: Store) -> None:
        self._store = store

    def of(self, app: App) -> list[Domain]:
        """The custom ones."""
        return self._store.all(Domain, app_id=app.id)

    def find(self, app: App, id_or_hostname: str) -> Domain:
        sought = id_or_hostname.lower()
        meant = (one for one in self.of(app) if sought in (one.id, one.hostname))
        return required(next(meant, None), "domain", id_or_hostname)

    def add(self, app: App, hostname: str, endpoint: SniEndpoint | None) -> Domain:
        hostname = hostname.lower()
        if not HOSTNAME.fullmatch(hostname) or len(hostname) > 253 or _is_ours(hostname):
            raise InvalidParams(
                f"Domain {hostname!r} is not accepted: it must be a host name such as "
                f"www.example.com, and not under {APP_DOMAIN}, where apps have their own."
            )
        if self._store.first(Domain, hostname=hostname):
            raise InvalidParams(f"{hostname} is currently in use by another app.")
        return self._store.add(
            Domain(
                id=new_id(),
                app_id=app.id,
                hostname=hostname,
                sni_endpoint_id=endpoint.id if endpoint else None,
                created_at=now(),
                updated_at=now(),
            )
        )

    def set_endpoint(self, domain: Domain, endpoint: SniEndpoint | None) -> Domain:
        changed = replace(domain, sni_endpoint_id=endpoint.id if endpoint else None)
        if changed == domain:
            return domain
        return self._store.put(replace(changed, updated_at=now()))

    def remove(self, domain: Domain) -> None:
        self._store.remove(domain)

    def app_at(self, host: str) -> App | None:
        """Where a host name leads: `<app>.localhost`, a custom domain, or a wildcard one."""
        name, _, parent = host.partition(".")
        if parent == APP_DOMAIN:
            return self._store.first(App, name=name)
        domain = self._store.first(Domain, hostname=host) or self._store.first(
            Domain, hostname=f"*.{parent}"
        )
        return self._store.first(App, id=domain.app_id) if domain else None

    def is_known(self, host: str) -> bool:
        return self.app_at(host) is not None


def _is_ours(hostname: str) -> bool:
    return hostname == LOOPBACK or hostname.endswith(f".{APP_DOMAIN}")
