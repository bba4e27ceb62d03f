"""Teams over HTTP, and what they don't have here."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import Any

import pytest

from tests.localheroku.platform import Platform


@pytest.fixture
def team(platform: Platform) -> Iterator[dict[str, Any]]:
    body = platform.post("/teams", {"name": f"team-{secrets.token_hex(4)}"}).json()
    yield body
    platform.delete(f"/teams/{body['id']}")


def test_a_team_is_found_by_name_and_id(platform: Platform, team: dict[str, Any]) -> None:
    for name in (team["name"], team["id"]):
        assert platform.get(f"/teams/{name}").json() == team


def test_a_team_has_what_the_provider_reads(team: dict[str, Any]) -> None:
    assert (team["type"], team["provisioned_licenses"]) == ("team", False)
    assert isinstance(team["membership_limit"], int)


def test_a_team_is_renamed(platform: Platform, team: dict[str, Any]) -> None:
    name = f"{team['name']}-2"
    platform.patch(f"/teams/{team['id']}", {"name": name}).raise_for_status()

    assert platform.get(f"/teams/{name}").json()["id"] == team["id"]


def test_one_team_is_the_default(platform: Platform, team: dict[str, Any]) -> None:
    other = platform.post("/teams", {"name": f"team-{secrets.token_hex(4)}"}).json()
    for one in (other, team):
        platform.patch(f"/teams/{one['id']}", {"default": True}).raise_for_status()
    default = [one["id"] for one in platform.get("/teams").json() if one["default"]]
    platform.delete(f"/teams/{other['id']}").raise_for_status()

    assert default == [team["id"]]


def test_a_deleted_team_is_gone(platform: Platform) -> None:
    body = platform.post("/teams", {"name": f"team-{secrets.token_hex(4)}"}).json()
    platform.delete(f"/teams/{body['id']}").raise_for_status()

    assert platform.get(f"/teams/{body['id']}").status_code == 404


@pytest.mark.parametrize("wish", [{"name": "No Team"}, {"name": 5}, {}, {"card_number": "4"}])
def test_what_can_not_be_is_refused(platform: Platform, wish: dict[str, Any]) -> None:
    assert platform.post("/teams", wish).status_code == 422


@pytest.mark.parametrize(
    ("path", "wish", "advice"),
    [
        ("/teams/apps", {"name": "x", "team": "t", "region": "us"}, "leave organization out"),
        ("/spaces", {"name": "x", "team": "t"}, "leave space out"),
        ("/spaces/x/vpn-connections", {"name": "x"}, "leave space out"),
        ("/spaces/x/peerings/p/actions/accept", {}, "leave space out"),
        ("/enterprise-accounts/x/members", {}, "Enterprise"),
    ],
)
def test_what_is_enterprises_says_what_to_do(
    platform: Platform, path: str, wish: dict[str, Any], advice: str
) -> None:
    answer = platform.post(path, wish)

    assert (answer.status_code, answer.json()["id"]) == (501, "not_implemented")
    assert advice in answer.json()["message"]
