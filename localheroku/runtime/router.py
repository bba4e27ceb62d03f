"""Heroku's router: finds the app by host name and streams the request to one of its web dynos."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from starlette.types import Receive, Scope, Send

from localheroku.runtime.logs import LogBuffer
from localheroku.runtime.routing.errors import NO_SUCH_APP, RouterError
from localheroku.runtime.routing.exchange import Exchange, Timeouts
from localheroku.runtime.routing.upstream import Connection, Connections

# Dynos that are tried before the router gives up on a request.
ATTEMPTS = 10
# Requests of one app that wait for a dyno to boot; Heroku's own threshold varies.
BACKLOG = 1000

log = logging.getLogger(__name__)


class Backend(Protocol):
    """A web dyno as the router sees it; `supervisor.Dyno` is one."""

    under_way: int  # requests, counted here

    @property
    def name(self) -> str: ...

    @property
    def state(self) -> str: ...

    @property
    def port(self) -> int | None: ...

    async def wait_up(self) -> None: ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Route:
    """Where a host name leads: an app and its web dynos, whatever their state."""

    app_id: str
    backends: Sequence[Backend]
    maintenance: bool = False
    blank: bool = False  # no code was ever deployed


class Router:
    """An ASGI app. `find` gets a host name without port; None means there is no such app.

    Serve it with uvicorn's `http=ClientConnection, ws="none"` and `proxy_headers=False,
    server_header=False, date_header=False`: these headers are the dyno's, or the router's own.
    """

    def __init__(
        self,
        find: Callable[[str], Route | None],
        logs: LogBuffer,
        *,
        timeouts: Timeouts | None = None,
        backlog: int = BACKLOG,
    ) -> None:
        self._find = find
        self._logs = logs
        self._backlog = backlog
        self._timeouts = timeouts or Timeouts()
        self._connections = Connections()
        self._turns: Counter[str] = Counter()
        self._waiting: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        exchange = Exchange(scope, receive)
        try:
            await self._route(exchange)
        except RouterError as error:
            await exchange.fail(error)
        except asyncio.CancelledError:  # the platform stops, and this task is at its end anyway
            await exchange.fail(RouterError("H24"))
        except Exception:
            log.exception("a request for %s broke off", exchange.host)
            await exchange.fail(RouterError("H99"))
        finally:
            if exchange.app_id:
                self._logs.write(exchange.app_id, "heroku", "router", exchange.summary())

    async def close(self) -> None:
        """Close the connections that wait for requests."""
        self._connections.close()

    async def _route(self, exchange: Exchange) -> None:
        name = exchange.host.rpartition(":")[0] if ":" in exchange.host else exchange.host
        route = self._find(name.lower())
        if route is None:
            await exchange.answer(404, NO_SUCH_APP)
            return
        exchange.app_id = route.app_id
        exchange.check()
        if route.maintenance:
            raise RouterError("H80")
        if route.blank:
            raise RouterError("H81")
        backend = self._next_up(route) or await self._queue(name.lower(), route)
        await self._proxy(exchange, [backend, *_others(route, backend)])

    def _next_up(self, route: Route) -> Backend | None:
        """The dyno whose turn it is."""
        up = [each for each in route.backends if each.state == "up"]
        self._turns[route.app_id] += 1
        return up[self._turns[route.app_id] % len(up)] if up else None

    async def _queue(self, host: str, route: Route) -> Backend:
        """Requests wait for a dyno that boots, if that is all there is; but not any number."""
        if self._waiting[route.app_id] >= self._backlog:
            raise RouterError("H11")
        self._waiting[route.app_id] += 1
        try:
            return await self._boot(host, route)
        finally:
            self._waiting[route.app_id] -= 1

    async def _boot(self, host: str, route: Route | None) -> Backend:
        try:
            async with asyncio.timeout(self._timeouts.boot):
                while route:
                    await _one_settles(route.backends)
                    route = self._find(host)
                    if route and (backend := self._next_up(route)):
                        return backend
        except TimeoutError:
            raise RouterError("H20") from None
        raise RouterError("H14")

    async def _proxy(self, exchange: Exchange, backends: Sequence[Backend]) -> None:
        """To the first of these dynos that takes a connection."""
        refusal = RouterError("H21")
        for backend in backends[:ATTEMPTS]:
            exchange.dyno = backend.name
            backend.under_way += 1
            try:
                return await self._pass_to(exchange, backend)
            except RouterError as error:
                if error.code not in ("H19", "H21"):
                    raise
                refusal = error
            finally:
                backend.under_way -= 1
        raise refusal

    async def _pass_to(self, exchange: Exchange, backend: Backend) -> None:
        """Kept connections are for what can be sent again: the dyno may just be closing them."""
        assert backend.port, "a web dyno that is up has a port"
        kept = self._connections.take(backend.port) if exchange.may_be_repeated else None
        if kept:
            try:
                return await self._pass(exchange, kept)
            except RouterError as error:
                if error.code != "H13":
                    raise
        await self._pass(
            exchange, await self._connections.open(backend.port, self._timeouts.connect)
        )

    async def _pass(self, exchange: Exchange, connection: Connection) -> None:
        try:
            await exchange.run(connection, self._timeouts)
        finally:
            self._connections.give_back(connection)


def _others(route: Route, chosen: Backend) -> list[Backend]:
    return [each for each in route.backends if each.state == "up" and each is not chosen]


async def _one_settles(backends: Sequence[Backend]) -> None:
    """Return when a booting dyno boots no more; raises RouterError if none is booting."""
    booting = [each for each in backends if each.state == "starting"]
    if not booting:
        crashed = any(each.state == "crashed" for each in backends)
        raise RouterError("H10" if crashed else "H14")
    waits = [asyncio.ensure_future(each.wait_up()) for each in booting]
    try:
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()
