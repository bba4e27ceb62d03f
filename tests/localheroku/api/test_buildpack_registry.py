"""The buildpack registry over HTTP, which is open to everybody."""

from __future__ import annotations

import httpx
import pytest

from tests.localheroku import plain
from tests.localheroku.platform import App, Platform
from tests.localheroku.sources import source


def registry(platform: Platform, path: str) -> httpx.Response:
    return plain.get(f"{platform.address}/buildpacks{path}")


def test_a_buildpack_is_found_by_its_name_in_one_piece(platform: Platform) -> None:
    body = registry(platform, "/heroku%2Fpython").json()

    assert (body["namespace"], body["name"]) == ("heroku", "python")


def test_an_app_with_what_the_registry_names_is_built(app: App, platform: Platform) -> None:
    blob_url = registry(platform, "/heroku%2Fpython").json()["blob_url"]
    wish = {"updates": [{"buildpack": blob_url}]}
    platform.put(f"/apps/{app.id}/buildpack-installations", wish).raise_for_status()

    assert app.build(source())["status"] == "succeeded"


def test_a_buildpack_has_a_revision_and_a_readme(platform: Platform) -> None:
    revision = registry(platform, "/heroku%2Fpython/revisions").json()[0]
    readme = registry(platform, "/heroku%2Fpython/readme").json()

    assert (revision["release"], revision["status"]) == (1, "published")
    assert readme["encoding"] == "base64"


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 1),
        ("?in[namespace][]=heroku", 1),
        ("?in[name][]=ruby&in[name][]=python", 1),
        ("?in[name][]=ruby", 0),
        ("?like[description]=PACKAGES", 1),
        ("?in[namespace][]=heroku&like[description]=wings", 0),
    ],
)
def test_a_search_finds_what_matches_all_of_it(platform: Platform, query: str, count: int) -> None:
    assert len(registry(platform, query).json()) == count


@pytest.mark.parametrize("path", ["/heroku%2Fruby", "/heroku%2Fruby/revisions"])
def test_what_is_not_built_in_is_not_found(platform: Platform, path: str) -> None:
    answer = registry(platform, path)

    assert (answer.status_code, answer.json()["resource"]) == (404, "buildpack")


def test_an_installation_without_a_name_hears_what_there_is(app: App, platform: Platform) -> None:
    answer = platform.put(f"/apps/{app.id}/buildpack-installations", {"updates": [{}]})

    assert answer.status_code == 422
    assert "the registry has heroku/python" in answer.json()["message"]
