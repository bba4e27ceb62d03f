"""What must hold of a platform at any time, whatever its clients were told."""

from __future__ import annotations

from typing import Any

from tests.localheroku import plain
from tests.localheroku.kills.traces import databases, strangers
from tests.localheroku.platform import Platform
from tests.waiting import wait_until


def nothing_hangs(platform: Platform, app: str) -> None:
    """Right after a start: the work of the former run has ended, versions have no gap."""
    builds = _get(platform, f"/apps/{app}/builds")
    releases = _get(platform, f"/apps/{app}/releases")
    unfinished = [one for one in builds if one["status"] == "pending"]

    assert [one["version"] for one in releases] == list(range(1, len(releases) + 1)), app
    assert unfinished == [], app
    for build in builds:
        _check_build(build, {one["id"]: one for one in releases})


def all_settles(platform: Platform, app: str) -> None:
    """Add-ons are there, no release is pending, and the dynos of the current one serve."""
    wait_until(lambda: _states(platform, f"/apps/{app}/addons", "state") <= {"provisioned"})
    wait_until(lambda: "pending" not in _states(platform, f"/apps/{app}/releases", "status"))
    wait_until(lambda: _runs_as_it_should(platform, app))
    if _web(platform, app):
        page = platform.visit(app).text
        assert _is_true(platform, app, page), page


def nothing_is_left_over(platform: Platform, url: str) -> None:
    """No process without a parent, no database without an add-on; `url` leads to one."""
    wait_until(lambda: strangers(platform) == [])
    wait_until(lambda: databases(url) == (_databases(platform), _databases(platform)))


def _check_build(build: dict[str, Any], releases: dict[str, dict[str, Any]]) -> None:
    if build["status"] == "succeeded":
        release = releases[build["release"]["id"]]
        assert release["slug"] == build["slug"]
        assert release["description"] == f"Deploy {build['source_blob']['version']}"
    else:
        assert (build["release"], build["slug"]) == (None, None)
        assert " !     " in plain.get(build["output_stream_url"]).text


def _runs_as_it_should(platform: Platform, app: str) -> bool:
    current = _current(platform, app)
    types = _types(platform, app, current)
    wanted = {
        (f"{row['type']}.{number}", current["version"], "up")
        for row in _get(platform, f"/apps/{app}/formation")
        if row["type"] in types
        for number in range(1, row["quantity"] + 1)
    }
    dynos = _get(platform, f"/apps/{app}/dynos")
    return wanted == {(one["name"], one["release"]["version"], one["state"]) for one in dynos}


def _web(platform: Platform, app: str) -> bool:
    maintenance = platform.get(f"/apps/{app}").json()["maintenance"]
    dynos = _get(platform, f"/apps/{app}/dynos")
    return not maintenance and any(one["type"] == "web" for one in dynos)


def _is_true(platform: Platform, app: str, page: str) -> bool:
    """It says which code runs and, unless a release failed since, what is set now."""
    current = _current(platform, app)
    slug = platform.get(f"/apps/{app}/slugs/{current['slug']['id']}").json()
    version, _, colour = page.partition(" ")
    config = platform.get(f"/apps/{app}/config-vars").json()
    is_newest = current == _get(platform, f"/apps/{app}/releases")[-1]
    return version == slug["commit"] and (colour == config.get("COLOUR", "") or not is_newest)


def _types(platform: Platform, app: str, release: dict[str, Any]) -> set[str]:
    if not release["slug"]:
        return set()
    slug = platform.get(f"/apps/{app}/slugs/{release['slug']['id']}").json()
    types: set[str] = slug["process_types"].keys() - {"release"}
    return types


def _current(platform: Platform, app: str) -> dict[str, Any]:
    releases = _get(platform, f"/apps/{app}/releases")
    current = [one for one in releases if one["current"]]
    assert current == [one for one in releases if one["status"] == "succeeded"][-1:]
    return current[0]


def _databases(platform: Platform) -> set[str]:
    return {one["provider_id"] for one in _get(platform, "/addons")}


def _states(platform: Platform, path: str, field: str) -> set[str]:
    return {one[field] for one in _get(platform, path)}


def _get(platform: Platform, path: str) -> list[dict[str, Any]]:
    answer = platform.get(path)
    assert answer.status_code in (200, 206), answer.text
    found: list[dict[str, Any]] = answer.json()
    return found
