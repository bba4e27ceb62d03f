"""Under load, whatever is done to an app's dynos, no request fails."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpx
import pytest

from tests.localheroku.platform import App
from tests.waiting import wait_until

CLIENTS = 8


class Load:
    """Clients with kept connections that get and post in turn, as fast as they are answered."""

    def __init__(self, app: App) -> None:
        self._base = app.platform.address
        self._host = f"{app.name}.localhost:{httpx.URL(self._base).port}"
        self._stop = threading.Event()
        self.outcomes: Counter[str] = Counter()

    @contextmanager
    def running(self) -> Iterator[None]:
        thread = threading.Thread(target=lambda: asyncio.run(self._clients()))
        thread.start()
        try:
            wait_until(lambda: self.outcomes.total() > CLIENTS)
            yield
            before = self.outcomes.total()
            wait_until(lambda: self.outcomes.total() > before + 100)
        finally:
            self._stop.set()
            thread.join()

    async def _clients(self) -> None:
        await asyncio.gather(*(self._client(f"client {number}") for number in range(CLIENTS)))

    async def _client(self, name: str) -> None:
        # `Host` stands for a name that the system's resolver need not know.
        options = {"base_url": self._base, "headers": {"Host": self._host}, "timeout": 60}
        async with httpx.AsyncClient(verify=False, **options) as client:  # type: ignore[arg-type]
            while not self._stop.is_set():
                await self._note(client.get("/"), "one")
                await self._note(client.post("/", content=name), name)

    async def _note(self, request: object, expected: str) -> None:
        try:
            answer: httpx.Response = await request  # type: ignore[misc]
        except httpx.HTTPError as error:
            self.outcomes[repr(error)] += 1
        else:
            right = answer.text == expected
            self.outcomes["answered" if right else f"{answer.status_code} {answer.text}"] += 1


def dynos(app: App) -> list[tuple[str, str, str]]:
    return [(one["name"], one["state"], one["id"]) for one in app.get("/dynos")]


def settle(app: App, count: int, former: list[tuple[str, str, str]]) -> None:
    """Wait until so many dynos are up, none of which is a former one."""
    wait_until(
        lambda: (
            [state for _, state, _ in dynos(app)] == ["up"] * count
            and not set(dynos(app)) & set(former)
        )
    )


def deploy(app: App) -> None:
    former = dynos(app)
    app.post("/releases", {"slug": app.releases()[0]["slug"]["id"]}).raise_for_status()
    settle(app, 2, former)


def restart(app: App) -> None:
    former = dynos(app)
    app.delete("/dynos")
    settle(app, 2, former)


def scale_down(app: App) -> None:
    app.patch("/formation/web", {"quantity": 1})
    settle(app, 1, [])


@pytest.mark.parametrize("change", [deploy, restart, scale_down])
def test_no_request_fails(deployed: App, change: Callable[[App], None]) -> None:
    deployed.patch("/formation/web", {"quantity": 2, "size": "standard-1x"})
    settle(deployed, 2, [])
    load = Load(deployed)
    with load.running():
        change(deployed)

    assert set(load.outcomes) == {"answered"}
