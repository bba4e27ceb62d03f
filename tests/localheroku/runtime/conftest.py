"""What the tests of the runtime share: the event loop, and waiting without sleeping blindly."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from typing import Any

import anyio
import pytest

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
