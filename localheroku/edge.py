"""The edge: decides by Host whether a request is for the API or an app, and refuses the rest."""

from __future__ import annotations

import re
from collections.abc import Callable

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from localheroku.api.wire import refused
from localheroku.control.errors import Forbidden
from localheroku.model.address import APP_DOMAIN, Address

HOSTNAME = re.compile(r"(?P<name>[a-z0-9.-]+)(:\d{1,5})?", re.ASCII)


class Edge:
    """`is_custom_domain` knows the hosts besides `<app>.localhost` that lead to an app.

    A page of another site can make a browser send requests here, even under a host name of its own
    that it lets resolve to loopback (DNS rebinding). So the name must be one of ours, and for the
    API the Origin too.
    """

    def __init__(
        self,
        api: ASGIApp,
        router: ASGIApp,
        *,
        address: Address,
        is_custom_domain: Callable[[str], bool],
    ) -> None:
        self._api = api
        self._router = router
        self._address = address
        self._api_hosts = {*address.api_hosts, address.tls_host}
        self._origins = {f"http://{host}" for host in address.api_hosts}
        self._is_custom_domain = is_custom_domain

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._destination(scope)(scope, receive, send)

    def _destination(self, scope: Scope) -> ASGIApp:
        host = dict(scope["headers"]).get(b"host", b"").decode("latin-1").lower()
        if host in self._api_hosts:
            return self._api_for(Headers(scope=scope))
        name = match["name"] if (match := HOSTNAME.fullmatch(host)) else ""
        if name.endswith(f".{APP_DOMAIN}") or self._is_custom_domain(name):
            return self._router
        return _refusal(
            f"Host {host!r} is not served here. The Platform API answers on "
            f"{' and '.join(self._address.api_hosts)}, "
            f"apps on <app>.{APP_DOMAIN}:{self._address.port}."
        )

    def _api_for(self, headers: Headers) -> ASGIApp:
        if headers.get("upgrade", "").lower() == "websocket":
            return _refusal("The Platform API speaks plain HTTP only, no WebSocket.")
        if foreign := [one for one in headers.getlist("origin") if one not in self._origins]:
            return _refusal(f"Pages of {foreign[0]!r} may not use the Platform API.")
        return self._api


def _refusal(message: str) -> ASGIApp:
    return refused(Forbidden(message))
