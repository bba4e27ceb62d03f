"""What clients may send, byte by byte: whatever could be read in two ways is refused."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import cast

import pytest

from tests.localheroku.runtime.conftest import Wait
from tests.localheroku.runtime.site import HELLO, HOST, FakeDyno, Front, Site

pytestmark = pytest.mark.anyio

CHUNKED = "Transfer-Encoding: chunked"
CHUNKS = b"5\r\nhello\r\n0\r\n\r\n"


@pytest.mark.parametrize(
    ("lines", "body"),
    [
        pytest.param(["Content-Length: 5", CHUNKED], CHUNKS, id="length and chunks"),
        pytest.param(["Content-Length: 5", "Content-Length: 6"], b"hello", id="two lengths"),
        pytest.param(["Content-Length: 5, 6"], b"hello", id="a list of lengths"),
        pytest.param(["Content-Length: +5"], b"hello", id="a length with a sign"),
        pytest.param(["Content-Length: 0x5"], b"hello", id="a length in hex"),
        pytest.param(["X: a", " b"], b"", id="a folded header"),
        pytest.param(["X : a"], b"", id="a space after a name"),
        pytest.param(["Transfer-Encoding : chunked"], CHUNKS, id="a space before chunks"),
        pytest.param(["Transfer-Encoding: xchunked"], CHUNKS, id="an unknown coding"),
        pytest.param(["Transfer-Encoding: gzip, chunked"], CHUNKS, id="two codings"),
        pytest.param(["Transfer-Encoding: chunked, identity"], CHUNKS, id="chunks not last"),
        pytest.param([CHUNKED, CHUNKED], CHUNKS, id="chunks twice"),
        pytest.param(["Host: other.localhost:8000"], b"", id="two hosts"),
        pytest.param(["X: " + "x" * 8193], b"", id="a long header"),
        pytest.param(["X" * 1001 + ": x"], b"", id="a long name"),
        pytest.param(["X: x"] * 1001, b"", id="many headers"),
        pytest.param(["X: a\0b"], b"", id="a null"),
    ],
)
async def test_an_ambiguous_or_oversized_request_is_refused(
    site: Site, dyno: FakeDyno, lines: list[str], body: bytes
) -> None:
    answer = await site.say("POST / HTTP/1.1", *lines, body=body)

    assert answer.startswith(b"HTTP/1.1 400 ")
    assert (dyno.requests, answer.count(b"HTTP/1.1")) == ([], 1)


@pytest.mark.parametrize(
    "line",
    [
        f"GET /{'x' * 8192} HTTP/1.1",
        "GET / HTTP/2.0",
        "GET /\x7f HTTP/1.1",
        "CONNECT example.com:443 HTTP/1.1",
        "hello",
    ],
)
async def test_a_request_line_that_is_none_is_refused(
    site: Site, dyno: FakeDyno, line: str
) -> None:
    assert (await site.say(line)).startswith(b"HTTP/1.1 400 ")
    assert dyno.requests == []


@pytest.mark.parametrize(
    "chunk", [b"0x5\r\nhello", b"5 \r\nhello", b"-1\r\n", b"x\r\n", b"5\r\nhellohello"]
)
async def test_a_bad_chunk_is_h26_and_no_request_for_the_dyno(
    site: Site, dyno: FakeDyno, wait_until: Wait, chunk: bytes
) -> None:
    answer = await site.say("POST / HTTP/1.1", CHUNKED, body=chunk + b"\r\n0\r\n\r\n")
    await wait_until(lambda: site.logs.recent("app"))

    assert (answer[:13], dyno.requests) == (b"HTTP/1.1 400 ", [])
    assert 'at=error code=H26 desc="Request Error" cause="bad chunk" method=POST ' in site.log()


async def test_another_expectation_is_h26_with_417(site: Site, dyno: FakeDyno) -> None:
    assert (await site.say("POST / HTTP/1.1", "Expect: auth")).startswith(b"HTTP/1.1 417 ")
    assert 'code=H26 desc="Request Error" cause="unsupported expect header value" ' in site.log()
    assert "dyno= connect= service= status=417 bytes= " in site.log()


async def test_the_router_says_continue_itself(site: Site, dyno: FakeDyno) -> None:
    async with site.connect() as line:
        await line.send("POST / HTTP/1.1", "Content-Length: 5", "Expect: 100-continue")
        first = await line.head()
        line.writer.write(b"hello")

        assert (first, (await line.head())[:13]) == (b"HTTP/1.1 100 Continue\r\n\r\n", HELLO[:13])
    assert "expect" not in dyno.requests[0].headers


async def test_trailers_of_a_request_are_not_headers(site: Site, dyno: FakeDyno) -> None:
    late = b"5\r\nhello\r\n0\r\nHost: other.localhost:8000\r\nX-Late: 1\r\n\r\n"
    await site.say("POST / HTTP/1.1", CHUNKED, "Connection: close", body=late)

    assert dyno.requests[0].headers["host"] == HOST
    assert "x-late" not in dyno.requests[0].headers


async def test_pipelined_requests_are_answered_in_turn(site: Site, dyno: FakeDyno) -> None:
    first = f"GET /1 HTTP/1.1\r\nHost: {HOST}\r\n\r\n"
    answers = await site.say(f"{first}GET /2 HTTP/1.1", "Connection: close")

    assert answers.count(b"hello") == 2
    assert [each.line.split()[1] for each in dyno.requests] == ["/1", "/2"]


async def test_a_wish_for_http_2_does_not_lose_the_body(site: Site, dyno: FakeDyno) -> None:
    wish = ["Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABk"]
    async with site.connect() as line:
        for _ in range(2):
            await line.send("POST / HTTP/1.1", *wish, "Content-Length: 5", body=b"hello")
            await line.head()
            await line.reader.readexactly(5)

    assert [each.body for each in dyno.requests] == [b"hello", b"hello"]
    assert "upgrade" not in dyno.requests[0].headers


async def test_http_1_0_gets_an_answer_without_chunks(site: Site, dyno: FakeDyno) -> None:
    dyno.answering = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + CHUNKS
    head, _, body = (await site.say("GET / HTTP/1.0")).partition(b"\r\n\r\n")

    assert body == b"hello"
    assert b"transfer-encoding" not in head
    assert " status=200 bytes=5 protocol=http1.0 " in site.log()


async def test_http_1_0_gets_a_length_that_is_known(site: Site) -> None:
    answer = await site.say("GET / HTTP/1.0")

    assert answer.endswith(b"\r\nconnection: close\r\n\r\nhello")
    assert b"content-length: 5\r\n" in answer


@pytest.fixture
def impatient(front: Front) -> Iterator[None]:
    """Connections without a request are closed almost at once."""
    config = front.server.config
    usual, config.timeout_keep_alive = config.timeout_keep_alive, cast(int, 0.05)
    yield
    config.timeout_keep_alive = usual


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("begun", [b"", b"GET / HTTP/1.1\r\nHost: "])
async def test_a_connection_without_a_whole_request_is_closed(site: Site, begun: bytes) -> None:
    async with site.connect() as line:
        line.writer.write(begun)

        assert await asyncio.wait_for(line.reader.read(), 20) == b""
