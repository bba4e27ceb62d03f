"""Requests and answers stream through, whatever their framing, and end as Heroku ends them."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator

import httpx
import pytest

from localheroku.runtime.routing.exchange import Timeouts
from tests.localheroku.runtime.conftest import Wait
from tests.localheroku.runtime.site import (
    HELLO,
    HOST,
    FakeDyno,
    Request,
    Site,
    keep_silent,
    sleep,
    then_hang_up,
)

pytestmark = pytest.mark.anyio


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
    dyno.answering = then_hang_up(b"HTTP/1.1 200 OK\r\n\r\nhello")

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


@pytest.mark.parametrize(
    ("raw", "code"),
    [(b"", "H13"), (b"HTTP/1.1 200 OK\r\nContent-", "H18"), (b"hello", "H17")],
)
async def test_a_dyno_that_does_not_answer_properly_is_an_error(
    site: Site, dyno: FakeDyno, raw: bytes, code: str
) -> None:
    dyno.answering = then_hang_up(raw)

    assert (await site.post(b"x")).status_code == 503
    assert site.code() == code
    assert re.search(r" dyno=web\.1 connect=\d+ms service=\d+ms status=503 bytes=0 ", site.log())


async def test_an_answer_cut_short_is_h18_and_reaches_nobody_as_whole(
    site: Site, dyno: FakeDyno
) -> None:
    dyno.answering = then_hang_up(HELLO.replace(b"5", b"9"))

    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
        await site.get()
    assert 'sock=backend at=error code=H18 desc="Server Request Interrupted" ' in site.log()


@pytest.mark.parametrize(
    ("header", "what"),
    [
        (b"Set-Cookie: " + b"x" * 8193, "oversized cookie"),
        (b"X: " + b"x" * (512 * 1024 + 1), "oversized header"),
    ],
)
async def test_an_answer_with_too_long_a_header_is_h25(
    site: Site, dyno: FakeDyno, header: bytes, what: str
) -> None:
    dyno.answering = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n" + header + b"\r\n\r\n"

    assert (await site.get()).status_code == 502
    assert f'at=error code=H25 desc="HTTP restriction: {what}" ' in site.log()


async def test_a_second_answer_that_nobody_asked_for_is_dropped(site: Site, dyno: FakeDyno) -> None:
    dyno.answering = HELLO + HELLO.replace(b"200 OK", b"500 No")
    answers = [await site.get(), await site.get()]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert dyno.connections == 2


async def test_trailers_of_an_answer_are_not_headers(site: Site, dyno: FakeDyno) -> None:
    chunks = b"5\r\nhello\r\n0\r\nX-Late: 1\r\n\r\n"
    dyno.answering = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks
    answer = await site.get()

    assert (answer.text, "x-late" in answer.headers) == ("hello", False)


@pytest.mark.parametrize("timeouts", [Timeouts(first_byte=0.05)])
async def test_a_dyno_that_is_silent_too_long_is_h12(site: Site, dyno: FakeDyno) -> None:
    dyno.answering = keep_silent

    assert (await site.get()).status_code == 503
    assert 'at=error code=H12 desc="Request timeout" method=GET path="/" ' in site.log()
    assert re.search(r"connect=\d+ms service=\d\d+ms status=503 bytes=0 protocol=", site.log())


@pytest.mark.parametrize("timeouts", [Timeouts(idle=0.1)])
async def test_an_answer_that_stops_is_h15(site: Site, dyno: FakeDyno) -> None:
    async def answering(request: Request) -> None:
        await request.answer(HELLO.replace(b"5", b"9"))
        await keep_silent(request)

    dyno.answering = answering

    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
        await site.get()
    assert 'at=error code=H15 desc="Idle connection" ' in site.log()
    assert " status=503 bytes=5 " in site.log()


@pytest.mark.parametrize("timeouts", [Timeouts(first_byte=0.3, idle=0.3)])
async def test_each_byte_starts_the_window_anew(site: Site, dyno: FakeDyno) -> None:
    async def answering(request: Request) -> None:
        await request.answer(b"HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n")
        for _ in range(8):
            await asyncio.sleep(0.1)
            await request.answer(b"x")

    dyno.answering = answering

    assert (await site.get()).text == "x" * 8


@pytest.mark.parametrize("timeouts", [Timeouts(first_byte=0.05, idle=10)])
async def test_the_dynos_time_begins_when_the_request_is_complete(
    site: Site, dyno: FakeDyno
) -> None:
    async def parts() -> AsyncIterator[bytes]:
        yield b"one"
        await asyncio.sleep(0.1)
        yield b"two"

    assert (await site.post(parts())).status_code == 200


async def test_an_early_answer_ends_the_upload(site: Site, dyno: FakeDyno) -> None:
    dyno.reads_bodies = False
    dyno.answering = then_hang_up(b"HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n")
    async with site.connect() as line:
        await line.send("POST / HTTP/1.1", "Content-Length: 1000000", body=b"x" * 1000)

        assert (await line.head()).startswith(b"HTTP/1.1 413 ")


async def test_an_answer_may_begin_before_the_upload_ends(site: Site, dyno: FakeDyno) -> None:
    async def answering(request: Request) -> None:
        await request.answer(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n")
        await request.answer(await request.reader.readexactly(6))

    dyno.reads_bodies, dyno.answering = False, answering
    async with site.connect() as line:
        await line.send("POST / HTTP/1.1", "Content-Length: 6", body=b"one")
        await line.head()
        line.writer.write(b"two")

        assert await line.reader.readexactly(6) == b"onetwo"


@pytest.mark.parametrize("timeouts", [Timeouts(idle=5)])
async def test_a_dyno_that_does_not_read_makes_the_client_wait(site: Site, dyno: FakeDyno) -> None:
    dyno.reads_bodies = False
    dyno.answering = sleep
    async with site.connect() as line:
        upload = line.send("POST / HTTP/1.1", "Content-Length: 20000000", body=b"x" * 20000000)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(upload, 0.3)


async def test_a_client_that_goes_away_is_h27(site: Site, dyno: FakeDyno, wait_until: Wait) -> None:
    dyno.answering = keep_silent
    request = asyncio.create_task(site.get())
    await wait_until(lambda: dyno.requests)
    request.cancel()

    await wait_until(lambda: site.logs.recent("app"))
    assert 'sock=client at=warning code=H27 desc="Client Request Interrupted" ' in site.log()
    assert "status=499" in site.log()


async def test_a_client_that_goes_away_ends_the_dynos_work(
    site: Site, dyno: FakeDyno, wait_until: Wait
) -> None:
    dyno.answering = keep_silent
    async with site.connect() as line:
        await line.send("GET / HTTP/1.1")
        await wait_until(lambda: dyno.requests)

    await wait_until(lambda: dyno.requests[0].reader.at_eof())


@pytest.mark.parametrize("timeouts", [Timeouts(idle=0.1)])
async def test_a_client_that_sends_no_more_is_h28(site: Site, dyno: FakeDyno) -> None:
    answer = await site.say("POST / HTTP/1.1", "Content-Length: 50", body=b"half")

    assert answer.startswith(b"HTTP/1.1 408 ")
    assert 'at=warning code=H28 desc="Client Connection Idle" method=POST ' in site.log()
    assert "status=499" in site.log()
