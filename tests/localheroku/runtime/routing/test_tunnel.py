"""WebSockets pass the router as they are; at both ends here is a real implementation."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection as WebSocket
from websockets.asyncio.client import connect
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Subprotocol

from localheroku.runtime.routing.exchange import Timeouts
from tests.localheroku.runtime.conftest import Wait
from tests.localheroku.runtime.site import HOST, FakeDyno, Request, Site, sleep, then_hang_up

pytestmark = pytest.mark.anyio

CHAT, OTHER = Subprotocol("chat"), Subprotocol("other")
SWITCH = b"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\nwelcome"


async def echo(socket: ServerConnection) -> None:
    """Sends everything back; "leave" ends it."""
    async for message in socket:
        if message == "leave":
            await socket.close(4321, "as you wish")
            return
        await socket.send(message)


@pytest.fixture
async def server(dyno: FakeDyno) -> AsyncIterator[Server]:
    async with serve(echo, "127.0.0.1", 0, subprotocols=[CHAT], max_size=None) as server:
        dyno.port = next(iter(server.sockets)).getsockname()[1]
        yield server


@asynccontextmanager
async def visit(site: Site, **options: Any) -> AsyncIterator[WebSocket]:
    options = {"max_size": None, "subprotocols": [CHAT], **options}
    async with connect(f"ws://{HOST}/room?a=b", host="127.0.0.1", port=site.port, **options) as it:
        yield it


@pytest.mark.usefixtures("server")
async def test_messages_go_both_ways(site: Site) -> None:
    async with visit(site) as socket:
        for message in ("hello", b"\0\xff"):
            await socket.send(message)

            assert await socket.recv() == message


@pytest.mark.usefixtures("server")
async def test_subprotocols_and_extensions_are_the_dynos_choice(site: Site) -> None:
    async with visit(site, subprotocols=[OTHER, CHAT]) as socket:
        assert socket.subprotocol == "chat"
        assert [each.name for each in socket.protocol.extensions] == ["permessage-deflate"]


@pytest.mark.usefixtures("server")
async def test_pings_are_answered_by_the_dyno(site: Site) -> None:
    async with visit(site) as socket:
        await (await socket.ping())


@pytest.mark.usefixtures("server")
async def test_the_dynos_close_code_reaches_the_client(site: Site) -> None:
    async with visit(site) as socket:
        await socket.send("leave")
        with pytest.raises(ConnectionClosed) as closed:
            await socket.recv()

    assert closed.value.rcvd is not None
    assert (closed.value.rcvd.code, closed.value.rcvd.reason) == (4321, "as you wish")


async def test_the_clients_close_code_reaches_the_dyno(
    site: Site, server: Server, wait_until: Wait
) -> None:
    async with visit(site) as socket:
        (there,) = server.connections
        await socket.close(4000)
    await wait_until(lambda: there.close_code)

    assert there.close_code == 4000


@pytest.mark.usefixtures("server")
async def test_large_messages_pass_whole(site: Site) -> None:
    async with visit(site, compression=None) as socket:
        await socket.send(b"x" * 5_000_000)

        assert len(await socket.recv()) == 5_000_000


@pytest.mark.parametrize("timeouts", [Timeouts(idle=5)])
async def test_a_dyno_that_does_not_read_makes_the_client_wait(site: Site, dyno: FakeDyno) -> None:
    dyno.answering = switch_and_sleep
    async with site.connect() as line:
        await line.send("GET / HTTP/1.1", "Connection: Upgrade", "Upgrade: echo")
        await line.head()
        line.writer.write(b"x" * 20_000_000)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(line.writer.drain(), 0.3)


@pytest.mark.usefixtures("server")
async def test_the_log_line_tells_of_the_whole_session(site: Site, wait_until: Wait) -> None:
    async with visit(site) as socket:
        await socket.send("hello")
        await socket.recv()
    await wait_until(lambda: site.logs.recent("app"))

    assert re.search(
        r'at=info method=GET path="/room\?a=b" .* service=\d+ms status=101 bytes=\d+ ', site.log()
    )


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize("timeouts", [Timeouts(idle=0.1)])
async def test_a_silent_session_is_ended_with_h15(site: Site, wait_until: Wait) -> None:
    async with visit(site) as socket:
        with pytest.raises(ConnectionClosed):
            await socket.recv()
    await wait_until(lambda: site.logs.recent("app"))

    assert site.code() == "H15"


async def test_a_dyno_may_refuse(site: Site) -> None:
    with pytest.raises(InvalidStatus) as refused:
        async with visit(site):
            raise AssertionError("it was refused")

    assert (refused.value.response.status_code, refused.value.response.body) == (200, b"hello")


async def test_any_upgrade_is_passed_on_with_what_follows_it(site: Site, dyno: FakeDyno) -> None:
    dyno.answering = then_hang_up(SWITCH)
    answer = await site.say("GET / HTTP/1.1", "Connection: Upgrade", "Upgrade: echo")

    assert answer.startswith(b"HTTP/1.1 101 Switching Protocols\r\n")
    assert answer.endswith(b"\r\n\r\nwelcome")
    assert (dyno.requests[0].headers["upgrade"], " bytes=7 " in site.log()) == ("echo", True)


async def test_an_upgrade_that_nobody_asked_for_is_h17(site: Site, dyno: FakeDyno) -> None:
    dyno.answering = SWITCH

    assert (await site.get()).status_code == 503
    assert site.code() == "H17"


async def switch_and_sleep(request: Request) -> None:
    await request.answer(SWITCH)
    await sleep(request)
