"""The reply to one request, written to the client's connection.

In place of uvicorn's `send`, which looks through each header again and sends head and body apart.
"""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, cast

from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

from localheroku.runtime.routing.headers import Headers

if TYPE_CHECKING:
    from localheroku.runtime.routing.client import ClientConnection

KEY = "localheroku.reply"
CLOSE = (b"connection", b"close")
PHRASES = {status.value: status.phrase for status in HTTPStatus}


class Reply:
    """`cycle` is what uvicorn knows of the request; with pipelining, a connection has several."""

    def __init__(self, connection: ClientConnection, cycle: RequestResponseCycle) -> None:
        self.connection = connection
        self._cycle = cycle

    def close_at_end(self) -> None:
        """The connection is for no other request."""
        self._cycle.keep_alive = False

    def begin(self, status: int, headers: Headers) -> bytes:
        """The head, to be written together with what there is of the body."""
        self._cycle.response_started = True
        self._cycle.waiting_for_100_continue = False
        return head(status, headers if self._cycle.keep_alive else [*headers, CLOSE])

    def end(self) -> None:
        """It is complete: what the connection is for next, uvicorn decides."""
        self._cycle.response_complete = True
        self._cycle.message_event.set()
        if not self._cycle.keep_alive:
            self.connection.transport.close()
        self._cycle.on_response()

    def take_over(self) -> asyncio.Transport:
        """The bare connection; for uvicorn its request has ended."""
        self.connection.connections.discard(self.connection)
        self._cycle.response_started = self._cycle.response_complete = True
        return self.connection.transport


def reply_to(scope: Any) -> Reply:
    """For a request that came in by a ClientConnection."""
    return cast(Reply, scope["extensions"][KEY])


def head(status: int, headers: Headers) -> bytes:
    """Status line and headers, up to and including the blank line."""
    start = f"HTTP/1.1 {status} {PHRASES.get(status, '')}".encode()
    return b"\r\n".join([start, *(b"%b: %b" % pair for pair in headers), b"", b""])
