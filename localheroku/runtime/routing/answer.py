"""A dyno's answer to one request, as it comes in."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import httptools

from localheroku.runtime.routing.errors import RouterError
from localheroku.runtime.routing.headers import Headers
from localheroku.runtime.routing.rolling import RollingWindow

# Bytes of a response that wait for a slow client before the dyno has to wait too.
# https://devcenter.heroku.com/articles/http-routing#response-buffering
BUFFER = 1024 * 1024
# https://devcenter.heroku.com/articles/http-routing#http-validation-and-restrictions
LONGEST_STATUS = 8192
LONGEST_HEADER = 512 * 1024
LONGEST_COOKIE = 8192


class Answer:
    """`head` first, then `read` to the end; `touched` hears of everything that comes."""

    def __init__(
        self, method: str, transport: asyncio.Transport, patience: RollingWindow, upgrade: bool
    ) -> None:
        self.status = 0
        self.headers: Headers = []
        self.begun = False
        self.complete = False
        self.keep_alive = False
        self.upgraded = False
        self.rest = b""  # what came after the head of an upgrade
        self.touched: Callable[[], None] = _nobody
        self._method = method
        self._transport = transport
        self._patience = patience  # until the answer begins
        self._upgrade = upgrade
        self._heard = False
        self._ends_with_connection = False
        self._error: RouterError | None = None
        self._chunks: list[bytes] = []
        self._buffered = 0
        self._waiter: asyncio.Future[None] | None = None
        self._loop = asyncio.get_running_loop()
        self._parser = httptools.HttpResponseParser(self)

    async def head(self) -> None:
        """Return when `status` and `headers` are there; raises RouterError."""
        while not self.begun:
            await self._more()

    @property
    def has_part(self) -> bool:
        """Whether `read` returns at once."""
        return bool(self._chunks) or self.complete

    async def read(self) -> bytes:
        """The next part of the body, nothing at its end; raises RouterError."""
        while not self._chunks and not self.complete:
            await self._more()
        data = b"".join(self._chunks)
        self._chunks.clear()
        if self._buffered > BUFFER:
            self._transport.resume_reading()
        self._buffered = 0
        return data

    def fail(self, error: RouterError) -> None:
        """End the request with an error, and the connection with it."""
        self._error = self._error or error
        self._transport.abort()
        self._wake()

    def check(self) -> None:
        """Raises what has ended the request, if anything has."""
        if self._error:
            raise self._error

    def expect(self, seconds: float) -> None:
        """The request is sent; the answer must begin in time."""
        if not self.begun:
            self._patience.start(seconds, self._expire)

    def feed(self, data: bytes) -> None:
        self._heard = True
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade as pause:
            self.rest = data[pause.args[0] :]
        except httptools.HttpParserError:
            self.fail(self._error or RouterError("H17"))
        if self._buffered > BUFFER or self.upgraded:
            self._transport.pause_reading()
        self.touched()
        self._wake()

    def feed_end(self) -> None:
        """The dyno has closed the connection."""
        if self.begun and self._ends_with_connection:
            self.complete = True
        self._error = self._error or RouterError("H18" if self._heard else "H13")
        self._wake()

    # For the parser.

    def on_message_begin(self) -> None:
        if self.complete:
            raise RouterError("H17")  # nobody asked for a second answer

    def on_status(self, status: bytes) -> None:
        if len(status) > LONGEST_STATUS:
            raise self._restriction("oversized status line")

    def on_header(self, name: bytes, value: bytes) -> None:
        if self.begun:  # a trailer, too late for the client
            return
        name = name.lower()
        if len(value) > LONGEST_COOKIE and name == b"set-cookie":
            raise self._restriction("oversized cookie")
        if len(value) > LONGEST_HEADER:
            raise self._restriction("oversized header")
        self.headers.append((name, value))

    def on_headers_complete(self) -> None:
        self.status = self._parser.get_status_code()
        if self.status == 101:
            self._become_upgraded()
        elif self.status < 200:  # 100 Continue, 103 Early Hints: the answer follows
            return
        self._patience.stop()
        self.begun = True
        self.keep_alive = self._parser.should_keep_alive() and not self.upgraded
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

    def _expire(self) -> None:
        self.fail(RouterError("H12"))

    def _become_upgraded(self) -> None:
        if not (self._upgrade and self._parser.should_upgrade()):
            raise RouterError("H17")
        self.upgraded = True

    def _restriction(self, detail: str) -> RouterError:
        self._error = self._error or RouterError("H25", detail)
        return self._error

    async def _more(self) -> None:
        """Until something has come."""
        self.check()
        self._waiter = self._loop.create_future()
        await self._waiter

    def _wake(self) -> None:
        if self._waiter and not self._waiter.done():
            self._waiter.set_result(None)


def _nobody() -> None:
    """Nobody wants to hear of what comes."""
