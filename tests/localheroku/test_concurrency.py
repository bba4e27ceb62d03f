"""Thirty-two clients at once, on apps of their own and on shared ones: everything adds up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from tests.localheroku import plain
from tests.localheroku.kills import checks
from tests.localheroku.kills.code import code
from tests.localheroku.platform import KEY, App, Platform

CLIENTS = 32
TIMES = 3  # a list shows 200 releases
Work = Callable[[httpx.Client, int], Any]


@pytest.fixture(scope="module")
def slug(platform: Platform) -> Iterator[str]:
    builder = App(platform)
    yield builder.deploy(code("shared"), version="shared")["slug"]["id"]
    builder.delete()


@pytest.fixture
def shared(app: App, slug: str) -> App:
    app.release(slug)
    return app


def at_once(platform: Platform, work: Work) -> list[Any]:
    """What each client's work gave."""

    def client(number: int) -> Any:
        with plain.Client(base_url=platform.address, auth=("", KEY), timeout=60) as api:
            return work(api, number)

    with ThreadPoolExecutor(CLIENTS) as pool:
        return list(pool.map(client, range(CLIENTS)))


def test_no_release_is_skipped_or_doubled(platform: Platform, shared: App, slug: str) -> None:
    def work(api: httpx.Client, number: int) -> list[int]:
        versions = []
        for turn in range(TIMES):
            change = {f"KEY_{number}": f"{turn}"}
            api.patch(f"/apps/{shared.id}/config-vars", json=change).raise_for_status()
            answer = api.post(f"/apps/{shared.id}/releases", json={"slug": slug})
            versions.append(answer.raise_for_status().json()["version"])
        return versions

    first = shared.releases()[0]["version"]
    told = [version for versions in at_once(platform, work) for version in versions]
    last = first + CLIENTS * TIMES * 2
    config = shared.get("/config-vars")

    assert [one["version"] for one in shared.releases()] == list(range(last, 0, -1))
    assert max(Counter(told).values()) == 1
    assert config == {f"KEY_{n}": f"{TIMES - 1}" for n in range(CLIENTS)}


def test_dynos_are_what_was_wished_last(platform: Platform, shared: App) -> None:
    def work(api: httpx.Client, number: int) -> None:
        for turn in range(TIMES):
            size = {"updates": [{"type": "web", "quantity": (number + turn) % 2}]}
            api.patch(f"/apps/{shared.id}/formation", json=size).raise_for_status()
            api.delete(f"/apps/{shared.id}/dynos").raise_for_status()

    at_once(platform, work)
    shared.patch("/formation/web", {"quantity": 1})

    checks.all_settles(platform, shared.name)
    assert shared.visit().text == "shared "


def test_apps_come_and_go_side_by_side(platform: Platform, slug: str) -> None:
    def work(api: httpx.Client, number: int) -> None:
        name = f"own-{number}"
        api.post("/apps", json={"name": name}).raise_for_status()
        api.post(f"/apps/{name}/releases", json={"slug": slug}).raise_for_status()
        api.patch(f"/apps/{name}/formation/web", json={"quantity": 2, "size": "standard-1x"})
        api.patch(f"/apps/{name}/config-vars", json={"A": "1"}).raise_for_status()
        api.delete(f"/apps/{name}").raise_for_status()

    at_once(platform, work)

    assert [app for app in platform.get("/apps").json() if app["name"].startswith("own-")] == []


def test_a_name_has_one_winner(platform: Platform) -> None:
    answers = at_once(platform, lambda api, _: api.post("/apps", json={"name": "wanted"}))
    platform.delete("/apps/wanted")

    assert Counter(one.status_code for one in answers) == {201: 1, 422: CLIENTS - 1}


def test_an_app_that_is_deleted_under_way_is_not_found(platform: Platform) -> None:
    doomed = App(platform).id

    def work(api: httpx.Client, number: int) -> list[int]:
        path = f"/apps/{doomed}"
        answers = [api.patch(f"{path}/config-vars", json={"A": f"{n}"}) for n in range(TIMES)]
        answers += [api.get(f"{path}/releases"), api.delete(path)]
        return [one.status_code for one in answers]

    statuses = Counter(status for told in at_once(platform, work) for status in told)

    assert set(statuses) <= {200, 404}
    assert platform.get(f"/apps/{doomed}").status_code == 404


def test_of_uploads_at_once_one_is_taken(platform: Platform, shared: App) -> None:
    blob = shared.post("/slugs", {"process_types": {"web": "./run"}}).json()["blob"]["url"]
    answers = at_once(platform, lambda api, _: api.put(blob, content=code("uploaded")))

    assert Counter(one.status_code for one in answers) == {200: 1, 422: CLIENTS - 1}
