"""What client and dyno are told in headers, and what is kept from them."""

from __future__ import annotations

import re

import pytest

from tests.localheroku.runtime.site import HOST, FakeDyno, Site

pytestmark = pytest.mark.anyio


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


async def test_every_address_before_is_kept(site: Site, dyno: FakeDyno) -> None:
    await site.say(
        "GET / HTTP/1.1",
        "X-Forwarded-For: 10.0.0.1",
        "X-Forwarded-For: 10.0.0.2",
        "Connection: close",
    )

    assert dyno.requests[0].headers["x-forwarded-for"] == "10.0.0.1, 10.0.0.2, 127.0.0.1"


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


@pytest.mark.parametrize("name", ["Host", "Content-Length"])
async def test_what_frames_a_request_can_not_be_declared_private(
    site: Site, dyno: FakeDyno, name: str
) -> None:
    await site.post(b"hello", Connection=name)

    assert (dyno.requests[0].headers["host"], dyno.requests[0].body) == (HOST, b"hello")


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
