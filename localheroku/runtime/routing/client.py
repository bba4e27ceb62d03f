"""The client's side of a connection: uvicorn's, held to the limits of Heroku's router.

What llhttp, the parser, accepts is strict already; the rest is said here. A request that breaks a
rule gets 400 and the connection ends, so that nobody can have the dyno see two where we saw one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, cast

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from localheroku.runtime.routing.reply import KEY, Reply
from localheroku.runtime.routing.rolling import RollingWindow

# https://devcenter.heroku.com/articles/http-routing#http-validation-and-restrictions
LONGEST_REQUEST_LINE = 8192
LONGEST_NAME = 1000
LONGEST_VALUE = 8192
MOST_HEADERS = 1000
# Twice in one request, these mean different things to different readers.
SINGLE = {b"host", b"content-length", b"transfer-encoding"}
FRAMING = {b"content-length", b"transfer-encoding"}


class Malformed(Exception):
    """A request that is not passed on."""


class ClientConnection(HttpToolsProtocol):
    """For `uvicorn.Config(http=ClientConnection, ws="none")`."""

    when_gone: Callable[[], None] | None = None
    malformed = False
    _head_ended = False
    _resuming = False

    async def write(self, data: bytes) -> None:
        """Returns when most of it is on its way."""
        self.transport.write(data)
        if self.flow.write_paused:
            await self.flow.drain()

    # For asyncio.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(cast(asyncio.Transport, transport))
        self._idle = RollingWindow()
        self._await_request()

    def data_received(self, data: bytes) -> None:
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade as pause:
            self._after_upgrade(data[pause.args[0] :])
        except httptools.HttpParserError:
            self._refuse()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._idle.close()
        if self.when_gone:
            self.when_gone()

    # For the parser.

    def on_message_begin(self) -> None:
        if self._resuming:
            return
        super().on_message_begin()
        self._head_ended = False

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
        self._idle.stop()
        if self.parser.get_http_version() not in ("1.0", "1.1"):
            raise Malformed("HTTP version not understood")
        self._check_target()
        super().on_headers_complete()
        self.scope["extensions"] = cast(Any, {KEY: Reply(self, self.cycle)})

    def on_message_complete(self) -> None:
        if self.parser.should_upgrade() and self._framing():
            return  # its body is still to come
        super().on_message_complete()

    # In place of what makes a timer per request in uvicorn.

    def on_response_complete(self) -> None:
        self.server_state.total_requests += 1
        if self.transport.is_closing():
            return
        self.flow.resume_reading()
        if self.pipeline:
            self._start_asgi_task(*self.pipeline.pop())
        else:
            self._await_request()

    def _unset_keepalive_if_required(self) -> None:
        self._idle.stop()

    def _await_request(self) -> None:
        """Not for ever, the first one neither: who sends half a head holds a connection too."""
        self._idle.start(self.timeout_keep_alive, self.timeout_keep_alive_handler)

    # Inside.

    def _check_single(self, name: bytes, value: bytes) -> None:
        if sum(each == name for each, _ in self.headers) > 1:
            raise Malformed("header given twice")
        if name == b"transfer-encoding" and value.lower() != b"chunked":
            raise Malformed("transfer encoding not understood")

    def _check_target(self) -> None:
        """A whole URL must be of the host that Host names, or it reads two ways."""
        if self.url.startswith((b"/", b"*")):
            return
        host = dict(self.headers).get(b"host", b"")
        if not self.url.startswith(b"http://%b/" % host):
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
