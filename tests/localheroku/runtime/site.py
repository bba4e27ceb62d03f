"""The router at work, between clients and fake web dynos that answer in bytes."""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field

import httpx
import uvicorn
from starlette.types import Receive, Scope, Send

from localheroku.runtime.logs import LogBuffer
from localheroku.runtime.router import Backend, Route, Router
from localheroku.runtime.routing.client import ClientConnection

HOST = "shop.localhost:8000"
HELLO = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"

Answering = Callable[["Request"], Awaitable[None]]


@dataclass(kw_only=True)
class Request:
    """What a dyno got, and the way to answer it in raw bytes."""

    line: str
    headers: dict[str, str]
    body: bytes
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def answer(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()


@dataclass(kw_only=True)
class FakeDyno:
    """A web dyno that answers in bytes; it keeps what it got."""

    name: str = "web.1"
    state: str = "up"
    port: int | None = None
    answering: Answering | bytes = HELLO
    reads_bodies: bool = True
    requests: list[Request] = field(default_factory=list)
    connections: int = 0
    under_way: int = 0
    awaited: bool = False
    settled: asyncio.Event = field(default_factory=asyncio.Event)

    async def wait_up(self) -> None:
        self.awaited = True
        await self.settled.wait()

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[None]:
        """At the end nobody waits for connections that the router keeps, as `Server` itself would.

        https://docs.python.org/3/library/asyncio-eventloop.html#asyncio.Server.wait_closed
        """
        server = await asyncio.start_server(self._converse, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield
        finally:
            server.close()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while request := await self._read(reader, writer):
                self.requests.append(request)
                if isinstance(self.answering, bytes):
                    await request.answer(self.answering)
                else:
                    await self.answering(request)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _read(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> Request | None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        except (asyncio.IncompleteReadError, ConnectionError):
            return None
        line, *fields = head.strip().split("\r\n")
        headers = dict(field.split(": ", 1) for field in fields)
        body = await _body(reader, headers) if self.reads_bodies else b""
        return Request(line=line, headers=headers, body=body, reader=reader, writer=writer)


async def _body(reader: asyncio.StreamReader, headers: dict[str, str]) -> bytes:
    if "transfer-encoding" in headers:
        return await reader.readuntil(b"0\r\n\r\n")
    return await reader.readexactly(int(headers.get("content-length", 0)))


async def keep_silent(request: Request) -> None:
    """No answer, until the router has closed the connection."""
    await request.reader.read()


async def sleep(request: Request) -> None:
    """No answer, and nothing read, for a while."""
    await asyncio.sleep(1)
    raise ConnectionError("asleep")


def then_hang_up(data: bytes) -> Answering:
    """These bytes, and the end of the connection."""

    async def answering(request: Request) -> None:
        await request.answer(data)
        request.writer.close()

    return answering


@dataclass(kw_only=True)
class Site:
    """The router at work for one app, `shop`."""

    client: httpx.AsyncClient
    dynos: list[FakeDyno]
    logs: LogBuffer
    port: int
    maintenance: bool = False
    blank: bool = False

    def route(self, host: str) -> Route | None:
        if host != "shop.localhost":
            return None
        backends: list[Backend] = [*self.dynos]
        return Route(
            app_id="app", backends=backends, maintenance=self.maintenance, blank=self.blank
        )

    async def get(self, path: str = "/", **headers: str) -> httpx.Response:
        return await self.client.get(path, headers={"Host": HOST, **headers})

    async def post(self, content: bytes | AsyncIterator[bytes], **headers: str) -> httpx.Response:
        return await self.client.post("/", content=content, headers={"Host": HOST, **headers})

    @asynccontextmanager
    async def connect(self) -> AsyncIterator[Line]:
        """A bare connection to the router."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            yield Line(reader=reader, writer=writer)
        finally:
            writer.close()

    async def say(self, *lines: str, body: bytes = b"") -> bytes:
        """Send a request in bytes, with its `Host`; the answer until the router hangs up."""
        async with self.connect() as line:
            await line.send(*lines, body=body)
            return await line.reader.read()

    def log(self) -> str:
        return self.logs.recent("app", lines=1)[0].text

    def code(self) -> str | None:
        match = re.search(r"at=\w+ code=(H\d+)", self.log())
        return match and match[1]


@dataclass(kw_only=True)
class Line:
    """A bare connection to the router."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def send(self, *lines: str, body: bytes = b"") -> None:
        head = "\r\n".join([lines[0], f"Host: {HOST}", *lines[1:], "", ""])
        self.writer.write(head.encode("latin-1") + body)
        await self.writer.drain()

    async def head(self) -> bytes:
        return await self.reader.readuntil(b"\r\n\r\n")


class _Server(uvicorn.Server):
    """Says when it listens, and leaves signals alone."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listening = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.listening.set()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class Front:
    """One server for all tests, each of which puts its own router behind it."""

    app: Router
    port: int
    server: _Server

    async def settle(self) -> None:
        """Until every request is over, and logged."""
        while tasks := self.server.server_state.tasks:
            await asyncio.wait(tasks)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[None]:
        config = uvicorn.Config(
            self,
            http=ClientConnection,
            ws="none",
            lifespan="off",
            log_config=None,
            proxy_headers=False,
            server_header=False,
            date_header=False,
        )
        self.server = server = _Server(config)
        with socket.create_server(("127.0.0.1", 0)) as listener:
            self.port = listener.getsockname()[1]
            task = asyncio.create_task(server.serve([listener]))
            await server.listening.wait()
            yield
            server.should_exit = server.force_exit = True
            await task
