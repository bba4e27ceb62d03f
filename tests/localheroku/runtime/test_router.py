"""The router finds an app's web dynos, takes turns, waits for a boot, says what is wrong."""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from localheroku.runtime.router import Router
from localheroku.runtime.routing.exchange import Timeouts
from tests.localheroku.runtime.conftest import Wait
from tests.localheroku.runtime.site import HELLO, HOST, FakeDyno, Front, Request, Site, keep_silent

pytestmark = pytest.mark.anyio


async def test_dynos_take_turns(site: Site) -> None:
    second = FakeDyno(name="web.2")
    async with second.serving():
        site.dynos.append(second)
        for _ in range(4):
            await site.get()

        assert [len(each.requests) for each in site.dynos] == [2, 2]


async def test_the_log_line_is_the_routers(site: Site, dyno: FakeDyno) -> None:
    await site.get('/?q="')

    assert re.fullmatch(
        r'at=info method=GET path="/\?q=%22" host=shop\.localhost:8000 request_id=[0-9a-f-]{36} '
        r'fwd="127\.0\.0\.1" dyno=web\.1 connect=\d+ms service=\d+ms status=200 bytes=5 '
        r"protocol=http1\.1 tls=true tls_version=unknown",
        site.log(),
    )


async def test_what_a_client_chose_stays_within_its_quotes(site: Site) -> None:
    headers = {b"Host": HOST.encode(), b"X-Forwarded-For": b'1" dyno=web.9 \x9b1A'}
    await site.client.get("/", headers=headers)

    assert 'fwd="1%22 dyno=web.9 %9B1A, 127.0.0.1" dyno=web.1 ' in site.log()


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

    assert 'at=error code=H14 desc="No web processes running" method=GET' in site.log()


async def test_a_request_waits_for_a_dyno_that_boots(
    site: Site, dyno: FakeDyno, wait_until: Wait
) -> None:
    dyno.state = "starting"
    request = asyncio.create_task(site.get())
    await wait_until(lambda: dyno.awaited)
    dyno.state = "up"
    dyno.settled.set()

    assert (await request).text == "hello"


async def test_more_requests_than_may_wait_are_h11(
    site: Site, front: Front, dyno: FakeDyno, wait_until: Wait
) -> None:
    front.app = Router(site.route, site.logs, backlog=1)
    dyno.state = "starting"
    waiting = asyncio.create_task(site.get())
    await wait_until(lambda: dyno.awaited)
    refused = await site.get()
    code = site.code()
    dyno.state = "up"
    dyno.settled.set()

    assert (refused.status_code, code) == (503, "H11")
    assert (await waiting).text == "hello"


async def test_maintenance_is_h80_with_its_own_page(site: Site) -> None:
    site.maintenance = True

    assert "Offline for Maintenance" in (await site.get()).text
    assert 'at=info code=H80 desc="Maintenance mode" method=GET' in site.log()


async def test_an_app_without_code_is_h81_with_a_welcome(site: Site) -> None:
    site.blank = True
    answer = await site.get()

    assert (answer.status_code, "Welcome" in answer.text) == (502, True)
    assert 'at=info code=H81 desc="Blank app" method=GET' in site.log()


@pytest.fixture
def deaf() -> FakeDyno:
    """A dyno at whose port nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return FakeDyno(name="web.2", port=listener.getsockname()[1])


async def test_a_dyno_that_does_not_listen_is_h21(site: Site, deaf: FakeDyno) -> None:
    site.dynos[:] = [deaf]

    assert (await site.get()).status_code == 503
    assert re.search(
        r"code=H21 .* dyno=web.2 connect=\d+ms service= status=503 bytes= ", site.log()
    )


@pytest.fixture
def busy() -> Iterator[FakeDyno]:
    """A dyno that takes no connection, and refuses none: its backlog is full."""
    with ExitStack() as stack:
        listener = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        for _ in range(4):
            client = stack.enter_context(socket.socket())
            client.setblocking(False)
            client.connect_ex(listener.getsockname())
        yield FakeDyno(name="web.2", port=listener.getsockname()[1])


@pytest.mark.parametrize("timeouts", [Timeouts(connect=0.1)])
async def test_a_dyno_that_takes_no_connection_is_h19(site: Site, busy: FakeDyno) -> None:
    site.dynos[:] = [busy]

    assert (await site.get()).status_code == 503
    assert 'code=H19 desc="Backend connection timeout"' in site.log()


async def test_a_request_that_the_platform_s_end_cuts_off_is_h24(
    site: Site, front: Front, dyno: FakeDyno, wait_until: Wait
) -> None:
    dyno.answering = keep_silent
    request = asyncio.create_task(site.get())
    await wait_until(lambda: dyno.requests)
    for task in list(front.server.server_state.tasks):
        task.cancel()

    assert (await request).status_code == 503
    assert 'at=error code=H24 desc="Forced close"' in site.log()


async def test_a_dyno_that_does_not_listen_is_passed_over(site: Site, deaf: FakeDyno) -> None:
    site.dynos.append(deaf)
    answers = [await site.post(b"x") for _ in range(4)]

    assert {answer.status_code for answer in answers} == {200}
    assert " dyno=web.1 " in site.log()


async def test_requests_under_way_are_counted(site: Site, dyno: FakeDyno) -> None:
    counted = []

    async def answering(request: Request) -> None:
        counted.append(dyno.under_way)
        await request.answer(HELLO)

    dyno.answering = answering
    await site.get()

    assert [*counted, dyno.under_way] == [1, 0]


async def test_a_fault_of_the_router_is_h99(site: Site, dyno: FakeDyno) -> None:
    dyno.port = None

    assert (await site.get()).status_code == 503
    assert site.code() == "H99"
