"""Keep-alive connections to dynos: one request at a time each, streamed both ways.

A client of its own, since a general one costs more per request than all the rest of the router.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable
from typing import cast

from localheroku.model.address import LOOPBACK
from localheroku.runtime.routing.answer import Answer
from localheroku.runtime.routing.errors import RouterError
from localheroku.runtime.routing.rolling import RollingWindow

# https://devcenter.heroku.com/articles/http-routing#keepalives
KEEP_IDLE = 90
IDLE_CONNECTIONS = 100  # per dyno


class Connection(asyncio.Protocol):
    """One connection to a dyno."""

    def __init__(self, port: int, lost: Callable[[Connection], None]) -> None:
        self.port = port
        self.idle_since = 0.0
        self.window = RollingWindow()
        self._patience = RollingWindow()
        self._lost = lost
        self._transport: asyncio.Transport | None = None
        self._answer: Answer | None = None
        self._sent = False
        self._writable: asyncio.Future[None] | None = None

    @property
    def transport(self) -> asyncio.Transport:
        assert self._transport, "it is connected"
        return self._transport

    def begin(self, method: str, head: bytes, *, upgrade: bool = False) -> Answer:
        """Start a request; `head` ends with the blank line. `send` the body, then say `sent`."""
        self._sent = False
        self._answer = Answer(method, self.transport, self._patience, upgrade)
        self.transport.write(head)
        return self._answer

    async def send(self, data: bytes) -> None:
        """Return when the dyno has taken most of it."""
        self.transport.write(data)
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
        if self._transport and not self._transport.is_closing():
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
        self.window.close()
        self._patience.close()
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

    async def open(self, port: int, seconds: float) -> Connection:
        """A new one, if the dyno takes it in time; raises RouterError."""
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(seconds):
                _, connection = await loop.create_connection(
                    lambda: Connection(port, self._forget), LOOPBACK, port
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
