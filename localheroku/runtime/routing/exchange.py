"""One request and its answer, and what the log will say about them."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass

from starlette.types import Receive, Scope

from localheroku.runtime.routing.answer import Answer
from localheroku.runtime.routing.errors import RouterError, page_for
from localheroku.runtime.routing.headers import Headers, RequestHeaders
from localheroku.runtime.routing.reply import head, reply_to
from localheroku.runtime.routing.rolling import RollingWindow
from localheroku.runtime.routing.tunnel import Tunnel
from localheroku.runtime.routing.upstream import Connection


@dataclass(frozen=True, kw_only=True, slots=True)
class Timeouts:
    """In seconds. https://devcenter.heroku.com/articles/http-routing#timeouts"""

    connect: float = 5
    first_byte: float = 30
    idle: float = 55
    boot: float = 75


class Exchange:
    """Between a client and a dyno that the router chooses."""

    def __init__(self, scope: Scope, receive: Receive) -> None:
        address = scope.get("client")
        self.headers = RequestHeaders(scope["headers"], address[0] if address else "127.0.0.1")
        self.method: str = scope["method"]
        self.app_id = ""
        self.dyno = ""
        self.error: RouterError | None = None
        self._version: str = scope["http_version"]
        self._path: bytes = scope.get("raw_path") or scope["path"].encode()
        if query := scope["query_string"]:
            self._path += b"?" + query
        self._reply = reply_to(scope)
        self._client = self._reply.connection
        self._receive = receive
        self._began = time.perf_counter()
        self._connected: float | None = None
        self._ended: float | None = None
        self._client_owes = False
        self._status = 0
        self._bytes = 0

    @property
    def host(self) -> str:
        return self.headers.host.decode("latin-1")

    @property
    def may_be_repeated(self) -> bool:
        """Whether it can be sent again when a kept connection turns out to be closed."""
        headers = self.headers
        return self.method in ("GET", "HEAD", "OPTIONS") and not (
            headers.has_body or headers.upgrade
        )

    def check(self) -> None:
        """Raises RouterError for what Heroku's router refuses itself."""
        if self.headers.expect not in (b"", b"100-continue"):
            raise RouterError("H26", "unsupported expect header value", status=417)

    async def run(self, connection: Connection, timeouts: Timeouts) -> None:
        """Pass the request on and the answer back."""
        if self._client.transport.is_closing():
            raise self._client_error()
        self._connected = time.perf_counter()
        request = self.headers.head(self.method, self._path)
        answer = connection.begin(self.method, request, upgrade=bool(self.headers.upgrade))
        window = connection.window
        window.start(timeouts.idle, lambda: self._give_up(answer))
        answer.touched = window.touch
        self._client.when_gone = lambda: answer.fail(self._client_error())
        upload = self._start_upload(connection, window, timeouts)
        try:
            await answer.head()
            await self._respond(answer, connection)
        finally:
            self._client.when_gone = None
            window.stop()
            if upload:
                upload.cancel()
            self._ended = time.perf_counter()

    async def fail(self, error: RouterError) -> None:
        """Say so with a page, or by an early end if the dyno's answer has begun."""
        self.error = error
        if not self._status:
            close = error.code in ("H26", "H28")  # the rest of the request is not worth reading
            await self.answer(*page_for(error), close=close)
        elif not self._client.transport.is_closing():
            self._reply.take_over().abort()

    async def answer(self, status: int, page: bytes, *, close: bool = False) -> None:
        """A page of the router itself."""
        headers = [
            (b"content-type", b"text/html; charset=utf-8"),
            (b"content-length", b"%d" % len(page)),
            (b"cache-control", b"no-cache, no-store"),
        ]
        if close:
            self._reply.close_at_end()
        self._status = status
        start = self._reply.begin(status, headers)
        await self._client.write(start if self.method == "HEAD" else start + page)
        self._reply.end()

    def _start_upload(
        self, connection: Connection, window: RollingWindow, timeouts: Timeouts
    ) -> asyncio.Task[None] | None:
        if self.headers.has_body:
            return asyncio.create_task(self._upload(connection, window, timeouts.first_byte))
        connection.sent(timeouts.first_byte)
        return None

    async def _upload(
        self, connection: Connection, window: RollingWindow, first_byte: float
    ) -> None:
        chunked = self.headers.chunked
        more = True
        while more:
            self._client_owes = True
            message = await self._receive()
            self._client_owes = False
            if message["type"] == "http.disconnect":
                return
            window.touch()
            if body := message.get("body", b""):
                await connection.send(b"%x\r\n%b\r\n" % (len(body), body) if chunked else body)
            more = message.get("more_body", False)
        if chunked:
            await connection.send(b"0\r\n\r\n")
        connection.sent(first_byte)

    async def _respond(self, answer: Answer, connection: Connection) -> None:
        self._status = answer.status
        headers = self.headers.response(answer.status, answer.headers)
        if answer.upgraded:
            await self._tunnel(answer, headers, connection)
        else:
            await self._pass_back(answer, headers)

    async def _pass_back(self, answer: Answer, headers: Headers) -> None:
        frame = _as_it_is
        # HTTP/1.0 knows no chunks: the end of the connection is the end of the body.
        if self._version != "1.0" and _needs_chunks(self.method, answer.status, headers):
            headers.append((b"transfer-encoding", b"chunked"))
            frame = _as_chunk
        start = self._reply.begin(answer.status, headers)
        if not answer.has_part:
            await self._client.write(start)
            start = b""
        more = True
        while more:
            body = await answer.read()
            self._bytes += len(body)
            more = not answer.complete
            await self._client.write(start + frame(body, more))
            start = b""
            answer.touched()
        self._reply.end()

    async def _tunnel(self, answer: Answer, headers: Headers, connection: Connection) -> None:
        client = self._reply.take_over()
        client.write(head(101, headers) + answer.rest)
        tunnel = Tunnel(client, connection.transport, answer.touched)
        try:
            await tunnel.run()
        finally:
            self._bytes = len(answer.rest) + tunnel.bytes
        answer.check()

    def _client_error(self) -> RouterError:
        """Why the client's connection has ended."""
        return RouterError("H26", "bad chunk") if self._client.malformed else RouterError("H27")

    def _give_up(self, answer: Answer) -> None:
        """Nothing was sent either way for too long."""
        answer.fail(RouterError("H28" if self._client_owes else "H15"))
        if self._status:  # a client that doesn't read would hold up the end
            self._client.transport.abort()

    def summary(self) -> str:
        """The router's log line: https://devcenter.heroku.com/articles/http-routing#heroku-router-log-format"""
        error = self.error
        return (
            f"{error.summary() if error else 'at=info'} method={self.method} "
            f'path="{_quoted(self._path)}" '
            f"host={self.host} request_id={self.headers.request_id.decode()} "
            f'fwd="{_quoted(self.headers.forwarded_for)}" dyno={self.dyno} '
            f"{self._times()} status={error.status if error else self._status} "
            f"bytes={self._bytes if self._connected else ''} "
            f"protocol=http{self._version} tls=true tls_version=unknown"
        )

    def _times(self) -> str:
        if not self.dyno:
            return "connect= service="
        connected = self._connected or time.perf_counter()
        connect = f"connect={(connected - self._began) * 1000:.0f}ms"
        if self._connected is None or self._ended is None:
            return f"{connect} service="
        return f"{connect} service={(self._ended - connected) * 1000:.0f}ms"


def _quoted(given: bytes) -> str:
    """What a client chose, for a log that people read on a terminal and programs by its quotes."""
    text = given.decode("latin-1")
    if text.isprintable() and '"' not in text:
        return text
    return "".join(
        each if each.isprintable() and each != '"' else f"%{ord(each):02X}" for each in text
    )


def _needs_chunks(method: str, status: int, headers: Headers) -> bool:
    has_length = any(name == b"content-length" for name, _ in headers)
    return not has_length and method != "HEAD" and status not in (204, 304)


def _as_it_is(body: bytes, more: bool) -> bytes:
    return body


def _as_chunk(body: bytes, more: bool) -> bytes:
    chunk = b"%x\r\n%b\r\n" % (len(body), body) if body else b""
    return chunk if more else chunk + b"0\r\n\r\n"
