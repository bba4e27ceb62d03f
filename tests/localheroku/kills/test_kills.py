"""Killed at random moments under load, the platform loses nothing that it acknowledged."""

from __future__ import annotations

import random
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest

from tests.localheroku.forked import ForkedPlatform
from tests.localheroku.kills import checks, traces
from tests.localheroku.kills.client import Client, Shelf
from tests.localheroku.kills.code import TYPES, code
from tests.localheroku.platform import App, Platform
from tests.waiting import wait_until

# Four series, side by side where there are cores for them, make 100 kills.
SERIES = 4
KILLS = 25
CLIENTS = 4
THOROUGH = 5  # looks at dynos, databases and processes every so many starts
LONGEST = 0.5  # seconds of work before a kill; a start takes about as long


@pytest.fixture
def own(data: Path) -> Iterator[Platform]:
    platform = ForkedPlatform(data)
    yield platform
    platform.remove()


@pytest.mark.parametrize("series", range(SERIES))
def test_what_was_acknowledged_survives_every_kill(own: Platform, series: int) -> None:
    dice = random.Random(f"{series} {random.random()}")  # repeatable: pytest prints the seed
    witness = App(own)
    url = _database(witness)
    shelf = _shelf(witness)
    clients = [Client(f"{n}", shelf, random.Random(dice.random())) for n in range(CLIENTS)]
    kills = starts = 0
    while kills < KILLS:
        kills += _work_until_killed(own, clients, dice) + _start(own, dice)
        starts += 1
        _check(own, clients)
        if starts % THOROUGH == 0 or kills >= KILLS:
            _check_thoroughly(own, clients, url)
    _clear(own)

    wait_until(lambda: traces.files(own) == [])


def _work_until_killed(platform: Platform, clients: list[Client], dice: random.Random) -> int:
    """One kill, now and then together with PostgreSQL, as when the machine goes down."""
    with ThreadPoolExecutor(CLIENTS) as pool:
        working = [pool.submit(client.work, platform.address) for client in clients]
        _pass(dice.uniform(0, LONGEST))
        platform.stop(signal.SIGKILL)
        if dice.random() < 0.1:
            traces.postmaster(platform).kill()
    for work in working:
        work.result()
    return 1


def _start(platform: Platform, dice: random.Random) -> int:
    """Killed on its way now and then: how many times."""
    kills = 0
    while dice.random() < 0.2:
        process = platform.launch()
        _pass(dice.uniform(0, LONGEST))
        process.kill()
        process.communicate()
        kills += 1
    platform.start()
    return kills


def _check(platform: Platform, clients: list[Client]) -> None:
    for client in clients:
        client.compare(platform)
        for app in client.known:
            checks.nothing_hangs(platform, app)


def _check_thoroughly(platform: Platform, clients: list[Client], url: str) -> None:
    for client in clients:
        for app in client.known:
            checks.all_settles(platform, app)
    checks.nothing_is_left_over(platform, url)


def _database(app: App) -> str:
    app.add_database()
    url: str = app.get("/config-vars")["DATABASE_URL"]
    return url


def _shelf(app: App) -> Shelf:
    """Code without and with a release command, and the app itself to promote the former from."""
    slugs = {}
    for version, release in {"failing": "false", "phase": "sleep 0.1", "plain": ""}.items():
        slug = app.build(code(version, release=release), version=version)["slug"]["id"]
        slugs[slug] = ("release", *TYPES) if release else TYPES
        current = app.released()
    pipeline = app.platform.post("/pipelines", {"name": "kills"}).json()["id"]
    coupling = {"app": app.id, "pipeline": pipeline, "stage": "staging"}
    app.platform.post("/pipeline-couplings", coupling)
    promotion = f"Promote {app.name} v{current['version']} {version}"
    return Shelf(slugs=slugs, pipeline=pipeline, source=app.id, promotion=promotion)


def _clear(platform: Platform) -> None:
    for app in platform.get("/apps").json():
        platform.delete(f"/apps/{app['id']}")


def _pass(seconds: float) -> None:
    """Time that is not waited for anything."""
    Event().wait(seconds)
