"""Keep-alive connections to dynos: one request at a time each, streamed both ways.

A client of its own, since a general one costs more per request than all the rest of the router.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable
from typing import cast

import httptools

from ..processes import HOST
from .errors import RouterError
from .headers import Headers

# Seconds. https://devcenter.heroku.com/articles/http-routing#timeouts
CONNECT = 5
IDLE_BODY = 55
# https://devcenter.heroku.com/articles/http-routing#keepalives
KEEP_IDLE = 90
IDLE_CONNECTIONS = 100  # per dyno
# Bytes of a response that wait for a slow client before the dyno has to wait too.
BUFFER = 256 * 1024


class Answer:
    """A dyno's answer to one request, as it comes in; `head` first, then `read` to the end."""

    def __init__(self, method: str, transport: asyncio.Transport) -> None:
        self.status = 0
        self.headers: Headers = []
        self.begun = False
        self.complete = False
        self.keep_alive = False
        self._method = method
        self._transport = transport
        self._ends_with_connection = False
        self._error: Exception | None = None
        self._chunks: list[bytes] = []
        self._buffered = 0
        self._waiter: asyncio.Future[None] | None = None
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.TimerHandle | None = None
        self._parser = httptools.HttpResponseParser(self)

    async def head(self) -> None:
        """Return when `status` and `headers` are there; raises RouterError."""
        while not self.begun:
            await self._more()

    async def read(self) -> bytes:
        """The next part of the body, nothing at its end; raises RouterError."""
        while not self._chunks and not self.complete:
            timer = self._loop.call_later(IDLE_BODY, self.fail, RouterError("H15"))
            try:
                await self._more()
            finally:
                timer.cancel()
        data = b"".join(self._chunks)
        self._chunks.clear()
        if self._buffered > BUFFER:
            self._transport.resume_reading()
        self._buffered = 0
        return data

    def fail(self, error: Exception) -> None:
        """End the request with an error, and the connection with it."""
        self._error = self._error or error
        self._transport.abort()
        self._wake()

    def expect(self, seconds: float) -> None:
        """The request is sent; the answer must begin in time."""
        if not self.begun:
            self._timer = self._loop.call_later(seconds, self.fail, RouterError("H12"))

    def feed(self, data: bytes) -> None:
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade):
            self.fail(RouterError("H17"))
        if self._buffered > BUFFER:
            self._transport.pause_reading()
        self._wake()

    def feed_end(self) -> None:
        """The dyno has closed the connection."""
        if self.begun and self._ends_with_connection:
            self.complete = True
        self._error = self._error or RouterError("H18" if self.begun else "H13")
        self._wake()

    # For the parser.

    def on_header(self, name: bytes, value: bytes) -> None:
        self.headers.append((name.lower(), value))

    def on_headers_complete(self) -> None:
        self.status = self._parser.get_status_code()
        if self.status < 200:  # 100 Continue, 103 Early Hints: the answer follows
            return
        if self._timer:
            self._timer.cancel()
        self.begun = True
        self.keep_alive = self._parser.should_keep_alive()
        self.complete = self._method == "HEAD"  # the parser would wait for a body
        names = {name for name, _ in self.headers}
        self._ends_with_connection = not names & {b"content-length", b"transfer-encoding"}

    def on_body(self, body: bytes) -> None:
        self._chunks.append(body)
        self._buffered += len(body)

    def on_message_complete(self) -> None:
        if self.begun:
            self.complete = True
        else:
            self.headers = []

    # Inside.

    async def _more(self) -> None:
        """Until something has come; raises what has ended the request."""
        if self._error:
            raise self._error
        self._waiter = self._loop.create_future()
        await self._waiter

    def _wake(self) -> None:
        if self._waiter and not self._waiter.done():
            self._waiter.set_result(None)


class Connection(asyncio.Protocol):
    """One connection to a dyno."""

    def __init__(self, port: int, lost: Callable[[Connection], None]) -> None:
        self.port = port
        self.idle_since = 0.0
        self._lost = lost
        self._transport: asyncio.Transport | None = None
        self._answer: Answer | None = None
        self._sent = False
        self._writable: asyncio.Future[None] | None = None

    def begin(self, method: str, head: bytes) -> Answer:
        """Start a request; `head` ends with the blank line. `send` the body, then say `sent`."""
        assert self._transport, "it is connected"
        self._sent = False
        self._answer = Answer(method, self._transport)
        self._transport.write(head)
        return self._answer

    async def send(self, data: bytes) -> None:
        """Return when the dyno has taken most of it."""
        assert self._transport, "it is connected"
        self._transport.write(data)
        if self._writable:
            await self._writable

    def sent(self, first_byte: float) -> None:
        """The request is complete: the dyno has this many seconds to begin its answer."""
        assert self._answer, "a request has begun"
        self._sent = True
        self._answer.expect(first_byte)

    @property
    def reusable(self) -> bool:
        """Whether both sides are done with the last request and ready for another."""
        answer = self._answer
        open_ = self._transport is not None and not self._transport.is_closing()
        return open_ and self._sent and bool(answer and answer.complete and answer.keep_alive)

    def close(self) -> None:
        if self._transport:
            self._transport.abort()

    # For asyncio.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is none by class

    def data_received(self, data: bytes) -> None:
        if self._answer and not self._answer.complete:
            self._answer.feed(data)
        else:  # nobody asked
            self.close()

    def connection_lost(self, error: Exception | None) -> None:
        if self._answer:
            self._answer.feed_end()
        self.resume_writing()
        self._lost(self)

    def pause_writing(self) -> None:
        self._writable = asyncio.get_running_loop().create_future()

    def resume_writing(self) -> None:
        if self._writable and not self._writable.done():
            self._writable.set_result(None)
        self._writable = None


class Connections:
    """Connections to dynos; those that wait for their next request are kept."""

    def __init__(self) -> None:
        self._idle: defaultdict[int, list[Connection]] = defaultdict(list)

    def take(self, port: int) -> Connection | None:
        """One that is open and waits."""
        now = asyncio.get_running_loop().time()
        idle = self._idle[port]
        while idle:
            connection = idle.pop()
            if connection.reusable and now - connection.idle_since < KEEP_IDLE:
                return connection
            connection.close()
        return None

    async def open(self, port: int) -> Connection:
        """A new one; raises RouterError."""
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(CONNECT):
                _, connection = await loop.create_connection(
                    lambda: Connection(port, self._forget), HOST, port
                )
        except TimeoutError:
            raise RouterError("H19") from None
        except OSError:
            raise RouterError("H21") from None
        return connection

    def give_back(self, connection: Connection) -> None:
        """For the next request if it can serve one, else closed."""
        idle = self._idle[connection.port]
        if connection.reusable and len(idle) < IDLE_CONNECTIONS:
            connection.idle_since = asyncio.get_running_loop().time()
            idle.append(connection)
        else:
            connection.close()

    def close(self) -> None:
        for connection in [each for idle in self._idle.values() for each in idle]:
            connection.close()

    def _forget(self, connection: Connection) -> None:
        """It is closed: a dyno that is gone leaves nothing here."""
        idle = self._idle[connection.port]
        if connection in idle:
            idle.remove(connection)
        if not idle:
            del self._idle[connection.port]
