"""SNI endpoints: certificates are checked and kept; on loopback nothing is served with them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from localheroku.control.lookup import required
from localheroku.control.names import haiku
from localheroku.model.app import App
from localheroku.model.domain import Domain
from localheroku.model.identity import new_id, now
from localheroku.model.sni_endpoint import SniEndpoint
from localheroku.model.store import Store

if TYPE_CHECKING:
    from localheroku.control.certificates import Facts


class SniEndpoints:
    def __init__(self, store: Store) -> None:
        self._store = store

    def of(self, app: App) -> list[SniEndpoint]:
        return self._store.all(SniEndpoint, app_id=app.id)

    def find(self, app: App, id_or_name: str) -> SniEndpoint:
        meant = (one for one in self.of(app) if id_or_name in (one.id, one.name))
        return required(next(meant, None), "SNI endpoint", id_or_name, resource="sni_endpoint")

    def facts(self, endpoint: SniEndpoint) -> Facts:
        """What its certificate says."""
        from localheroku.control.certificates import facts

        return facts(endpoint.certificate_chain)

    def domains(self, endpoint: SniEndpoint) -> list[Domain]:
        return self._store.all(Domain, sni_endpoint_id=endpoint.id)

    def of_domain(self, domain: Domain) -> SniEndpoint | None:
        return self._store.first(SniEndpoint, id=domain.sni_endpoint_id)

    def add(self, app: App, chain: str, private_key: str) -> SniEndpoint:
        _check_pair(chain, private_key)
        return self._store.add(
            SniEndpoint(
                id=new_id(),
                app_id=app.id,
                name=haiku(),
                certificate_chain=chain,
                created_at=now(),
                updated_at=now(),
            )
        )

    def change(self, endpoint: SniEndpoint, chain: str, private_key: str) -> SniEndpoint:
        _check_pair(chain, private_key)
        return self._store.put(replace(endpoint, certificate_chain=chain, updated_at=now()))

    def remove(self, endpoint: SniEndpoint) -> SniEndpoint:
        """Its domains stay, without a certificate."""
        with self._store.transaction():
            for domain in self.domains(endpoint):
                self._store.put(replace(domain, sni_endpoint_id=None, updated_at=now()))
            self._store.remove(endpoint)
        return endpoint


def _check_pair(chain: str, private_key: str) -> None:
    # A tenth of a second to import, which only an app with a certificate has to wait for.
    from localheroku.control.certificates import check_pair

    check_pair(chain, private_key)
