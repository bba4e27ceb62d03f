"""App filters over HTTP."""

from __future__ import annotations

import pytest

from tests.localheroku.platform import App, Platform


def test_apps_are_found_by_their_ids(app: App, other: App, platform: Platform) -> None:
    wish = {"in": {"id": [app.id, other.id, "00000000-0000-0000-0000-000000000000"]}}
    found = platform.post("/filters/apps", wish).json()

    assert {one["name"] for one in found} == {app.name, other.name}
    assert found[0].keys() == {*app.get(), "joined", "locked"}


def test_no_ids_find_no_apps(app: App, platform: Platform) -> None:
    assert platform.post("/filters/apps", {"in": {"id": []}}).json() == []


@pytest.mark.parametrize("wish", [{"in": {"id": "x"}}, {"in": {"id": [1]}}, {"in": [1]}, {"of": 1}])
def test_what_is_no_list_of_ids_is_refused(platform: Platform, wish: dict[str, object]) -> None:
    answer = platform.post("/filters/apps", wish)

    assert (answer.status_code, answer.json()["id"]) == (422, "invalid_params")
