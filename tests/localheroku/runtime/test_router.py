"""The router is what a browser and a dyno would find at Heroku's edge."""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
import uvicorn
from starlette.types import Receive, Scope, Send

from localheroku.runtime.logs import LogBuffer
from localheroku.runtime.router import Backend, Route, Router, Timeouts

from .conftest import Wait

pytestmark = pytest.mark.anyio

HOST = "shop.localhost:8000"
HELLO = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"

Answering = Callable[["Request"], Awaitable[None]]


@dataclass(kw_only=True)
class Request:
    """What a dyno got, and the way to answer it in raw bytes."""

    line: str
    headers: dict[str, str]
    body: bytes
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
    requests: list[Request] = field(default_factory=list)
    connections: int = 0
    awaited: bool = False
    settled: asyncio.Event = field(default_factory=asyncio.Event)

    async def wait_up(self) -> None:
        self.awaited = True
        await self.settled.wait()

    async def serve(self) -> asyncio.Server:
        server = await asyncio.start_server(self._converse, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        return server

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while request := await _read(reader, writer):
                self.requests.append(request)
                if isinstance(self.answering, bytes):
                    await request.answer(self.answering)
                else:
                    await self.answering(request)
        except ConnectionError:
            pass
        finally:
            writer.close()


async def _read(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Request | None:
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    except (asyncio.IncompleteReadError, ConnectionError):
        return None
    line, *fields = head.strip().split("\r\n")
    headers = dict(field.split(": ", 1) for field in fields)
    if "transfer-encoding" in headers:
        body = await reader.readuntil(b"0\r\n\r\n")
    else:
        body = await reader.readexactly(int(headers.get("content-length", 0)))
    return Request(line=line, headers=headers, body=body, writer=writer)


@dataclass(kw_only=True)
class Site:
    """The router at work for one app, `shop`."""

    client: httpx.AsyncClient
    dynos: list[FakeDyno]
    logs: LogBuffer
    maintenance: bool = False

    def route(self, host: str) -> Route | None:
        if host != "shop.localhost":
            return None
        backends: list[Backend] = [*self.dynos]
        return Route(app_id="app", backends=backends, maintenance=self.maintenance)

    async def get(self, path: str = "/", **headers: str) -> httpx.Response:
        return await self.client.get(path, headers={"Host": HOST, **headers})

    async def post(self, content: bytes | AsyncIterator[bytes], **headers: str) -> httpx.Response:
        return await self.client.post("/", content=content, headers={"Host": HOST, **headers})

    def log(self) -> str:
        return self.logs.recent("app", lines=1)[0].text

    def code(self) -> str | None:
        match = re.search(r"at=error code=(H\d+)", self.log())
        return match and match[1]


@pytest.fixture
def timeouts() -> Timeouts:
    return Timeouts()


@pytest.fixture
async def dyno() -> AsyncIterator[FakeDyno]:
    dyno = FakeDyno()
    async with await dyno.serve():
        yield dyno


class Server(uvicorn.Server):
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
    url: str

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)


@pytest.fixture(scope="module")
async def front() -> AsyncIterator[Front]:
    front = Front()
    config = uvicorn.Config(
        front,
        http="httptools",
        lifespan="off",
        log_config=None,
        proxy_headers=False,
        server_header=False,
        date_header=False,
    )
    server = Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        front.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        task = asyncio.create_task(server.serve([listener]))
        await server.listening.wait()
        yield front
        server.should_exit = server.force_exit = True
        await task


@pytest.fixture
async def site(
    front: Front, tmp_path: Path, dyno: FakeDyno, timeouts: Timeouts
) -> AsyncIterator[Site]:
    logs = LogBuffer(tmp_path)
    async with httpx.AsyncClient(base_url=front.url) as client:
        site = Site(client=client, dynos=[dyno], logs=logs)
        front.app = Router(site.route, logs, timeouts=timeouts)
        yield site
    await front.app.close()
    logs.close()


async def test_a_request_reaches_the_dyno_as_it_was_sent(site: Site, dyno: FakeDyno) -> None:
    answer = await site.get("/a%20b/?q=%22x%22", Cookie="a=b")

    assert (answer.status_code, answer.text) == (200, "hello")
    assert dyno.requests[0].line == "GET /a%20b/?q=%22x%22 HTTP/1.1"
    assert dyno.requests[0].headers["host"] == HOST
    assert dyno.requests[0].headers["cookie"] == "a=b"


async def test_the_dyno_is_told_that_the_client_came_over_tls(site: Site, dyno: FakeDyno) -> None:
    await site.get(**{"X-Forwarded-Proto": "http", "X-Forwarded-Port": "80"})

    assert dyno.requests[0].headers["x-forwarded-proto"] == "https"
    assert dyno.requests[0].headers["x-forwarded-port"] == "443"


async def test_the_clients_address_is_added_to_those_before(site: Site, dyno: FakeDyno) -> None:
    await site.get(**{"X-Forwarded-For": "10.0.0.1"})

    assert dyno.requests[0].headers["x-forwarded-for"] == "10.0.0.1, 127.0.0.1"


async def test_requests_are_marked_as_heroku_marks_them(site: Site, dyno: FakeDyno) -> None:
    await site.get(Via="1.1 evil", **{"X-Request-Start": "0"})

    headers = dyno.requests[0].headers
    assert headers["via"] == "1.1 heroku-router"
    assert re.fullmatch(r"1\d{12}", headers["x-request-start"])
    assert re.fullmatch(r"[0-9a-f-]{36}", headers["x-request-id"])


@pytest.mark.parametrize(("given", "kept"), [("a" * 20, True), ("short", False), ("<" * 30, False)])
async def test_a_request_id_that_looks_like_one_is_kept(
    site: Site, dyno: FakeDyno, given: str, kept: bool
) -> None:
    await site.get(**{"X-Request-Id": given})

    assert (dyno.requests[0].headers["x-request-id"] == given) == kept


async def test_headers_about_the_connection_are_not_passed_on(site: Site, dyno: FakeDyno) -> None:
    dyno.answering = b"HTTP/1.1 200 OK\r\nKeep-Alive: timeout=5\r\nContent-Length: 0\r\n\r\n"
    answer = await site.get(Connection="keep-alive, X-Private", **{"X-Private": "1", "TE": "x"})

    assert not {"connection", "x-private", "te", "keep-alive"} & set(dyno.requests[0].headers)
    assert "keep-alive" not in answer.headers


@pytest.mark.parametrize("header", ["origin", "referer"])
@pytest.mark.parametrize(
    ("sent", "received"),
    [
        (f"http://{HOST}", f"https://{HOST}"),
        (f"http://{HOST}/form?a=b", f"https://{HOST}/form?a=b"),
        (f"http://{HOST}0", f"http://{HOST}0"),
        ("http://evil.example", "http://evil.example"),
        ("null", "null"),
    ],
)
async def test_the_apps_own_pages_are_https_to_it(
    site: Site, dyno: FakeDyno, header: str, sent: str, received: str
) -> None:
    await site.get(**{header: sent})

    assert dyno.requests[0].headers[header] == received


@pytest.mark.parametrize(
    ("sent", "received"),
    [
        (f"https://{HOST}/next", f"http://{HOST}/next"),
        ("https://other.example/", "https://other.example/"),
        (f"https://{HOST}0/", f"https://{HOST}0/"),
        ("/next", "/next"),
    ],
)
async def test_redirects_to_the_apps_own_https_address_come_back_to_the_router(
    site: Site, dyno: FakeDyno, sent: str, received: str
) -> None:
    location = f"Location: {sent}\r\nContent-Length: 0"
    dyno.answering = f"HTTP/1.1 302 Found\r\n{location}\r\n\r\n".encode()

    assert (await site.get()).headers["location"] == received


async def test_the_answer_comes_back_as_the_dyno_gave_it(site: Site, dyno: FakeDyno) -> None:
    head = "HTTP/1.1 418 Teapot\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nServer: mine\r\n"
    dyno.answering = f"{head}Content-Length: 3\r\n\r\nhot".encode()
    answer = await site.get()

    assert (answer.status_code, answer.content) == (418, b"hot")
    assert answer.headers.get_list("set-cookie") == ["a=1", "b=2"]
    assert answer.headers["server"] == "mine"
    assert answer.headers["via"] == "1.1 heroku-router"


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(
            b"Transfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n", id="chunks"
        ),
        pytest.param(b"Content-Length: 5\r\n\r\nhello", id="length"),
    ],
)
async def test_every_framing_of_a_body_is_understood(
    site: Site, dyno: FakeDyno, raw: bytes
) -> None:
    dyno.answering = b"HTTP/1.1 200 OK\r\n" + raw

    assert [(await site.get()).text, (await site.get()).text] == ["hello", "hello"]
    assert dyno.connections == 1


async def test_a_body_may_end_with_the_connection(site: Site, dyno: FakeDyno) -> None:
    async def answering(request: Request) -> None:
        await request.answer(b"HTTP/1.1 200 OK\r\n\r\nhello")
        request.writer.close()

    dyno.answering = answering

    assert (await site.get()).text == "hello"
    assert site.code() is None


async def test_interim_answers_are_not_the_answer(site: Site, dyno: FakeDyno) -> None:
    dyno.answering = b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n" + HELLO
    answer = await site.get()

    assert (answer.status_code, answer.text) == (200, "hello")
    assert "link" not in answer.headers


async def test_an_answer_to_head_has_a_length_and_no_body(site: Site, dyno: FakeDyno) -> None:
    dyno.answering = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"
    for _ in range(2):
        answer = await site.client.head("/", headers={"Host": HOST})

    assert (answer.headers["content-length"], answer.content) == ("5", b"")
    assert dyno.connections == 1


@pytest.mark.parametrize("status", [204, 304])
async def test_answers_without_body_pass(site: Site, dyno: FakeDyno, status: int) -> None:
    dyno.answering = f"HTTP/1.1 {status} X\r\nETag: abc\r\nContent-Length: 0\r\n\r\n".encode()
    answer = await site.get()

    assert (answer.status_code, answer.headers["etag"]) == (status, "abc")


async def test_an_answer_streams(site: Site, dyno: FakeDyno) -> None:
    read_first = asyncio.Event()

    async def answering(request: Request) -> None:
        await request.answer(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n")
        await read_first.wait()
        await request.answer(b"3\r\ntwo\r\n0\r\n\r\n")

    dyno.answering = answering
    async with site.client.stream("GET", "/", headers={"Host": HOST}) as answer:
        parts = answer.aiter_raw()
        first = await anext(parts)
        read_first.set()

        assert [first, *[part async for part in parts]] == [b"one", b"two"]


async def test_a_body_with_length_is_passed_on(site: Site, dyno: FakeDyno) -> None:
    await site.post(b"x" * 3_000_000)

    assert dyno.requests[0].headers["content-length"] == "3000000"
    assert dyno.requests[0].body == b"x" * 3_000_000


async def test_a_body_without_length_is_passed_on_in_chunks(site: Site, dyno: FakeDyno) -> None:
    async def parts() -> AsyncIterator[bytes]:
        yield b"hello"

    await site.post(parts())

    assert "content-length" not in dyno.requests[0].headers
    assert dyno.requests[0].body == b"5\r\nhello\r\n0\r\n\r\n"


async def test_a_large_answer_arrives_whole(site: Site, dyno: FakeDyno) -> None:
    size = 5_000_000
    dyno.answering = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % size + b"x" * size

    assert len((await site.get()).content) == size
    assert f"bytes={size} " in site.log()


async def test_connections_are_kept_for_safe_requests_only(site: Site, dyno: FakeDyno) -> None:
    for _ in range(3):
        await site.get()
    kept = dyno.connections
    await site.post(b"x")

    assert (kept, dyno.connections) == (1, 2)


async def test_a_get_is_sent_again_if_a_kept_connection_was_just_closed(
    site: Site, dyno: FakeDyno
) -> None:
    async def answering(request: Request) -> None:
        if len(dyno.requests) == 2:
            request.writer.close()
        else:
            await request.answer(HELLO)

    dyno.answering = answering
    await site.get()

    assert (await site.get()).text == "hello"
    assert len(dyno.requests) == 3


async def test_dynos_take_turns(site: Site) -> None:
    second = FakeDyno(name="web.2")
    async with await second.serve():
        site.dynos.append(second)
        for _ in range(4):
            await site.get()

        assert [len(each.requests) for each in site.dynos] == [2, 2]


async def test_the_log_line_is_the_routers(site: Site, dyno: FakeDyno) -> None:
    await site.get('/?q="')

    assert re.fullmatch(
        r'at=info method=GET path="/\?q=%22" host=shop\.localhost:8000 request_id=[0-9a-f-]{36} '
        r'fwd="127\.0\.0\.1" dyno=web\.1 connect=\d+ms service=\d+ms status=200 bytes=5 '
        r"protocol=https tls=true",
        site.log(),
    )


async def test_an_unknown_host_is_no_such_app(site: Site) -> None:
    answer = await site.client.get("/", headers={"Host": "nobody.localhost"})

    assert answer.status_code == 404
    assert "<h1>No such app</h1>" in answer.text


@pytest.mark.parametrize(
    ("state", "code"), [("crashed", "H10"), ("down", "H14"), ("starting", "H20")]
)
@pytest.mark.parametrize("timeouts", [Timeouts(boot=0.05)])
async def test_without_a_dyno_that_is_up_there_is_an_error(
    site: Site, dyno: FakeDyno, state: str, code: str
) -> None:
    dyno.state = state
    answer = await site.get()

    assert answer.status_code == 503
    assert "<h1>Application error</h1>" in answer.text
    assert site.code() == code
    assert "dyno= connect= service= status=503 bytes= " in site.log()


async def test_an_app_without_web_dynos_is_h14(site: Site) -> None:
    site.dynos.clear()
    await site.get()

    assert 'at=error code=H14 desc="No web dynos running" method=GET' in site.log()


async def test_a_request_waits_for_a_dyno_that_boots(
    site: Site, dyno: FakeDyno, wait_until: Wait
) -> None:
    dyno.state = "starting"
    request = asyncio.create_task(site.get())
    await wait_until(lambda: dyno.awaited)
    dyno.state = "up"
    dyno.settled.set()

    assert (await request).text == "hello"


async def test_maintenance_is_h80_with_its_own_page(site: Site) -> None:
    site.maintenance = True

    assert "Offline for Maintenance" in (await site.get()).text
    assert site.code() == "H80"


async def test_a_dyno_that_does_not_listen_is_h21(site: Site, dyno: FakeDyno) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        dyno.port = listener.getsockname()[1]

    assert (await site.get()).status_code == 503
    assert site.code() == "H21"


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "H13"),
        (b"HTTP/1.1 200 OK\r\nContent-", "H13"),
        (b"hello", "H17"),
    ],
)
async def test_a_dyno_that_does_not_answer_properly_is_an_error(
    site: Site, dyno: FakeDyno, raw: bytes, code: str
) -> None:
    async def answering(request: Request) -> None:
        await request.answer(raw)
        request.writer.close()

    dyno.answering = answering

    assert (await site.post(b"x")).status_code == 503
    assert site.code() == code


async def test_an_answer_cut_short_is_h18_and_reaches_nobody_as_whole(
    site: Site, dyno: FakeDyno
) -> None:
    async def answering(request: Request) -> None:
        await request.answer(HELLO.replace(b"5", b"9"))
        request.writer.close()

    dyno.answering = answering

    with pytest.raises(httpx.RemoteProtocolError):
        await site.get()
    assert site.code() == "H18"


@pytest.mark.parametrize("timeouts", [Timeouts(first_byte=0.05)])
async def test_a_dyno_that_is_silent_too_long_is_h12(site: Site, dyno: FakeDyno) -> None:
    async def answering(request: Request) -> None:
        await asyncio.sleep(10)

    dyno.answering = answering

    assert (await site.get()).status_code == 503
    assert 'code=H12 desc="Request timeout"' in site.log()


async def test_a_client_that_goes_away_is_h27(site: Site, dyno: FakeDyno, wait_until: Wait) -> None:
    async def answering(request: Request) -> None:
        await asyncio.sleep(10)

    dyno.answering = answering
    request = asyncio.create_task(site.get())
    await wait_until(lambda: dyno.requests)
    request.cancel()

    await wait_until(lambda: site.logs.recent("app"))
    assert site.code() == "H27"
    assert "status=499" in site.log()
