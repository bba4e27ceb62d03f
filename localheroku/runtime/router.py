"""Heroku's router: finds the app by host name and streams the request to one of its web dynos."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from starlette.types import Receive, Scope, Send

from .logs import LogBuffer
from .routing.errors import NO_SUCH_APP, RouterError, page_for
from .routing.headers import RequestHeaders
from .routing.upstream import Answer, Connection, Connections

# Methods that may be sent again when a kept connection turns out to be closed.
SAFE = {"GET", "HEAD", "OPTIONS"}


class Backend(Protocol):
    """A web dyno as the router sees it; `supervisor.Dyno` is one."""

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


@dataclass(frozen=True, kw_only=True, slots=True)
class Timeouts:
    """In seconds. https://devcenter.heroku.com/articles/http-routing#timeouts"""

    first_byte: float = 30
    boot: float = 75


class Router:
    """An ASGI app. `find` gets a host name without port; None means there is no such app.

    Serve it with uvicorn's httptools and `proxy_headers=False, server_header=False,
    date_header=False`: these headers are the dyno's, or the router's own.
    """

    def __init__(
        self,
        find: Callable[[str], Route | None],
        logs: LogBuffer,
        *,
        timeouts: Timeouts | None = None,
    ) -> None:
        self._find = find
        self._logs = logs
        self._timeouts = timeouts or Timeouts()
        self._connections = Connections()
        self._turns: defaultdict[str, int] = defaultdict(int)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        # Without a WebSocket library uvicorn hands an upgrade in as the plain request it also is.
        assert scope["type"] == "http", f"the router doesn't do {scope['type']} yet"
        exchange = _Exchange(scope, receive, send)
        try:
            await self._route(exchange)
        except RouterError as error:
            await exchange.answer(error.status, page_for(error))
            exchange.error = error
        if exchange.app_id:
            self._logs.write(exchange.app_id, "heroku", "router", exchange.summary())

    async def close(self) -> None:
        """Close the connections that wait for requests."""
        self._connections.close()

    async def _route(self, exchange: _Exchange) -> None:
        name = exchange.host.rpartition(":")[0] if ":" in exchange.host else exchange.host
        route = self._find(name.lower())
        if route is None:
            await exchange.answer(404, NO_SUCH_APP)
            return
        exchange.app_id = route.app_id
        if route.maintenance:
            raise RouterError("H80")
        backend = self._next_up(route) or await self._boot(name.lower(), route)
        exchange.dyno = backend.name
        assert backend.port, "a web dyno that is up has a port"
        await self._proxy(exchange, backend.port)

    def _next_up(self, route: Route) -> Backend | None:
        """The dyno whose turn it is."""
        up = [each for each in route.backends if each.state == "up"]
        self._turns[route.app_id] += 1
        return up[self._turns[route.app_id] % len(up)] if up else None

    async def _boot(self, host: str, route: Route | None) -> Backend:
        """Requests wait for a dyno that boots, if that is all there is."""
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

    async def _proxy(self, exchange: _Exchange, port: int) -> None:
        """Kept connections are for what can be sent again: the dyno may just be closing them."""
        safe = exchange.method in SAFE and not exchange.headers.has_body
        kept = self._connections.take(port) if safe else None
        if kept:
            try:
                await self._pass(exchange, kept)
                return
            except RouterError as error:
                if error.code != "H13":
                    raise
        await self._pass(exchange, await self._connections.open(port))

    async def _pass(self, exchange: _Exchange, connection: Connection) -> None:
        try:
            await exchange.run(connection, self._timeouts.first_byte)
        finally:
            self._connections.give_back(connection)


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


class _Exchange:
    """One request and its answer, and what the log will say about them."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        client = scope.get("client")
        self.headers = RequestHeaders(scope["headers"], client[0] if client else "127.0.0.1")
        self.method: str = scope["method"]
        self.app_id = ""
        self.dyno = ""
        self.error: RouterError | None = None
        self._path: bytes = scope.get("raw_path") or scope["path"].encode()
        if query := scope["query_string"]:
            self._path += b"?" + query
        self._receive = receive
        self._send = send
        self._began = time.perf_counter()
        self._connected: float | None = None
        self._ended: float | None = None
        self._status = 0
        self._bytes = 0

    @property
    def host(self) -> str:
        return self.headers.host.decode("latin-1")

    async def run(self, connection: Connection, first_byte: float) -> None:
        """Pass the request on and the answer back."""
        self._connected = time.perf_counter()
        answer = connection.begin(self.method, self.headers.head(self.method, self._path))
        if not self.headers.has_body:
            connection.sent(first_byte)
        upload = asyncio.create_task(self._upload(connection, answer, first_byte))
        try:
            await answer.head()
            await self._respond(answer)
        finally:
            upload.cancel()
            self._ended = time.perf_counter()

    async def answer(self, status: int, page: bytes) -> None:
        """A page of the router itself, unless the dyno's answer has begun."""
        if self._status:
            return
        headers = [
            (b"content-type", b"text/html; charset=utf-8"),
            (b"content-length", b"%d" % len(page)),
            (b"cache-control", b"no-cache, no-store"),
        ]
        self._status = status
        await self._send({"type": "http.response.start", "status": status, "headers": headers})
        await self._send({"type": "http.response.body", "body": page})

    async def _respond(self, answer: Answer) -> None:
        self._status = answer.status
        headers = self.headers.response(answer.status, answer.headers)
        await self._send(
            {"type": "http.response.start", "status": answer.status, "headers": headers}
        )
        more = True
        while more:
            body = await answer.read()
            self._bytes += len(body)
            more = not answer.complete
            await self._send({"type": "http.response.body", "body": body, "more_body": more})

    async def _upload(self, connection: Connection, answer: Answer, first_byte: float) -> None:
        """Send the body on, then watch for the client to go away."""
        chunked = self.headers.chunked
        while (message := await self._receive())["type"] != "http.disconnect":
            if not self.headers.has_body:
                continue
            if body := message.get("body", b""):
                await connection.send(b"%x\r\n%b\r\n" % (len(body), body) if chunked else body)
            if not message.get("more_body", False):
                if chunked:
                    await connection.send(b"0\r\n\r\n")
                connection.sent(first_byte)
        if not answer.complete:
            answer.fail(RouterError("H27"))

    def summary(self) -> str:
        """The router's log line: https://devcenter.heroku.com/articles/http-routing#heroku-router-log-format"""
        error = self.error
        at = f'at=error code={error.code} desc="{error.description}"' if error else "at=info"
        path = self._path.decode("latin-1").replace('"', "%22")
        connect = service = ""
        if self._connected and self._ended:
            connect = f"{(self._connected - self._began) * 1000:.0f}ms"
            service = f"{(self._ended - self._connected) * 1000:.0f}ms"
        return (
            f'{at} method={self.method} path="{path}" host={self.host} '
            f"request_id={self.headers.request_id.decode()} "
            f'fwd="{self.headers.forwarded_for.decode("latin-1")}" dyno={self.dyno} '
            f"connect={connect} service={service} status={error.status if error else self._status} "
            f"bytes={self._bytes if self.dyno else ''} protocol=https tls=true"
        )
