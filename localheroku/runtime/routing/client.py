"""The client's side of a connection: uvicorn's, held to the limits of Heroku's router.

What llhttp, the parser, accepts is strict already; the rest is said here. A request that breaks a
rule gets 400 and the connection ends, so that nobody can have the dyno see two where we saw one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, cast

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

# https://devcenter.heroku.com/articles/http-routing#http-validation-and-restrictions
LONGEST_REQUEST_LINE = 8192
LONGEST_NAME = 1000
LONGEST_VALUE = 8192
MOST_HEADERS = 1000
# Twice in one request, these mean different things to different readers.
SINGLE = {b"host", b"content-length", b"transfer-encoding"}
FRAMING = {b"content-length", b"transfer-encoding"}
KEY = "localheroku.client"


class Malformed(Exception):
    """A request that is not passed on."""


def client_of(scope: Any) -> ClientConnection:
    """The connection that an ASGI scope came from."""
    return cast(ClientConnection, scope["extensions"][KEY])


class _Joined:
    """Stands for a transport as long as it is written to."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._parts: list[bytes] = []
        self._closed = False
        self.write = self._parts.append

    def close(self) -> None:
        self._closed = True

    def send(self) -> None:
        self._transport.write(b"".join(self._parts))
        if self._closed:
            self._transport.close()


class ClientConnection(HttpToolsProtocol):
    """For `uvicorn.Config(http=ClientConnection, ws="none")`."""

    when_gone: Callable[[], None] | None = None
    malformed = False
    _head_ended = False
    _resuming = False

    @contextmanager
    def joining(self) -> Iterator[None]:
        """What the request's answer writes goes out in one piece: sending is what costs most."""
        joined = _Joined(self.transport)
        self.cycle.transport = cast(asyncio.Transport, joined)
        try:
            yield
        finally:
            self.cycle.transport = self.transport
            joined.send()

    async def write(self, data: bytes) -> None:
        """Send to a connection that was taken over; returns when most of it is on its way."""
        self.transport.write(data)
        await self.flow.drain()

    def take_over(self) -> asyncio.Transport:
        """The bare connection; for uvicorn its request has ended."""
        self.connections.discard(self)
        self.cycle.response_started = self.cycle.response_complete = True
        return self.transport

    # For asyncio.

    def data_received(self, data: bytes) -> None:
        self._unset_keepalive_if_required()
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade as pause:
            self._after_upgrade(data[pause.args[0] :])
        except httptools.HttpParserError:
            self._refuse()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        if self.when_gone:
            self.when_gone()

    # For the parser.

    def on_message_begin(self) -> None:
        if self._resuming:
            return
        super().on_message_begin()
        self._head_ended = False
        self.scope["extensions"] = cast(Any, {KEY: self})

    def on_url(self, url: bytes) -> None:
        if self._resuming:
            return
        super().on_url(url)
        if len(self.url) > LONGEST_REQUEST_LINE:
            raise Malformed("request line too long")

    def on_header(self, name: bytes, value: bytes) -> None:
        if self._resuming or self._head_ended:  # a trailer comes too late for everybody
            return
        super().on_header(name, value)
        if len(name) > LONGEST_NAME or len(value) > LONGEST_VALUE:
            raise Malformed("header too long")
        if len(self.headers) > MOST_HEADERS:
            raise Malformed("too many headers")
        if (name := name.lower()) in SINGLE:
            self._check_single(name, value)

    def on_headers_complete(self) -> None:
        if self._resuming:
            self._resuming = False
            return
        self._head_ended = True
        if self.parser.get_http_version() not in ("1.0", "1.1"):
            raise Malformed("HTTP version not understood")
        self._check_target()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        if self.parser.should_upgrade() and self._framing():
            return  # its body is still to come
        super().on_message_complete()

    # Inside.

    def _check_single(self, name: bytes, value: bytes) -> None:
        if sum(each == name for each, _ in self.headers) > 1:
            raise Malformed("header given twice")
        if name == b"transfer-encoding" and value.lower() != b"chunked":
            raise Malformed("transfer encoding not understood")

    def _check_target(self) -> None:
        """A whole URL must be of the host that Host names, or it reads two ways."""
        host = dict(self.headers).get(b"host", b"")
        if not self.url.startswith((b"/", b"*", b"http://%b/" % host)):
            raise Malformed("target of another host")

    def _framing(self) -> list[bytes]:
        return [b"%b: %b\r\n" % pair for pair in self.headers if pair[0] in FRAMING]

    def _after_upgrade(self, rest: bytes) -> None:
        """The parser stops after the head of a request that could be upgraded.

        If it has a body (Java's client asks for HTTP/2 with each POST), parsing goes on with that.
        """
        if framing := self._framing():
            self.parser = httptools.HttpRequestParser(self)
            self._resuming = True
            self.parser.feed_data(b"POST / HTTP/1.1\r\n%b\r\n" % b"".join(framing))
        if rest:
            self.data_received(rest)

    def _refuse(self) -> None:
        """In the middle of a request, the router hears of it as it hears of a lost client."""
        under_way = self.cycle is not None and not self.cycle.response_complete
        self.malformed = under_way
        if under_way and self.cycle.response_started:
            self.transport.close()
        else:
            self.send_400_response("Bad request: Heroku's router can't pass it on.")
