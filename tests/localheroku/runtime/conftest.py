"""What the tests of the runtime share: the event loop, and waiting without sleeping blindly."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest

from localheroku.runtime.logs import LogBuffer
from localheroku.runtime.router import Router
from localheroku.runtime.routing.exchange import Timeouts
from tests.localheroku.runtime.site import FakeDyno, Front, Site

Wait = Callable[[Callable[[], object]], Awaitable[None]]


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def wait_until() -> Wait:
    """Waits, at most 20 s, until the condition holds."""

    async def wait(condition: Callable[[], object]) -> None:
        with anyio.fail_after(20):
            while not condition():
                await anyio.sleep(0.01)

    return wait


@pytest.fixture
def timeouts() -> Timeouts:
    return Timeouts()


@pytest.fixture
async def dyno() -> AsyncIterator[FakeDyno]:
    dyno = FakeDyno()
    async with dyno.serving():
        yield dyno


@pytest.fixture(scope="module")
async def front() -> AsyncIterator[Front]:
    front = Front()
    async with front.serving():
        yield front


@pytest.fixture
async def site(
    front: Front, tmp_path: Path, dyno: FakeDyno, timeouts: Timeouts
) -> AsyncIterator[Site]:
    logs = LogBuffer(tmp_path)
    async with httpx.AsyncClient(
        base_url=f"http://127.0.0.1:{front.port}",
        verify=False,  # no TLS here, and certificates take long to read
    ) as client:
        site = Site(client=client, dynos=[dyno], logs=logs, port=front.port)
        front.app = Router(site.route, logs, timeouts=timeouts)
        yield site
    await front.settle()
    await front.app.close()
    logs.close()


async def take(lines: AsyncIterator[Any], count: int) -> list[Any]:
    """The first `count` things of an asynchronous iterator, which is then closed."""
    taken: list[Any] = []
    with anyio.fail_after(20):
        async with aclosing(lines) as source:  # type: ignore[type-var]  # a generator in fact
            async for line in source:
                taken.append(line)
                if len(taken) == count:
                    break
    return taken
