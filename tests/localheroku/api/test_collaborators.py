"""Collaborators over HTTP."""

from __future__ import annotations

import pytest

from tests.localheroku.platform import App

EMAIL = "colleague+tag@example.com"


def test_the_owner_is_listed(app: App) -> None:
    [owner] = app.get("/collaborators")

    assert owner["role"] == "owner"
    assert owner["user"]["email"] == app.get()["owner"]["email"]
    assert [one["name"] for one in owner["permissions"]] == ["view", "deploy", "operate", "manage"]


def test_a_collaborator_may_not_manage(app: App) -> None:
    body = app.post("/collaborators", {"user": EMAIL, "silent": True}).json()

    assert (body["role"], body["user"]["email"]) == ("collaborator", EMAIL)
    assert "manage" not in [one["name"] for one in body["permissions"]]


def test_a_collaborator_is_found_by_id_and_by_email(app: App) -> None:
    body = app.post("/collaborators", {"user": EMAIL}).json()

    for name in (body["id"], EMAIL, body["user"]["id"]):
        assert app.get(f"/collaborators/{name}") == body


def test_one_person_is_the_same_user_everywhere(app: App) -> None:
    first = app.post("/collaborators", {"user": EMAIL}).json()
    app.delete(f"/collaborators/{EMAIL}").raise_for_status()
    second = app.post("/collaborators", {"user": EMAIL.upper()}).json()

    assert first["user"] == second["user"]
    assert first["id"] != second["id"]


def test_a_removed_collaborator_is_gone(app: App) -> None:
    app.post("/collaborators", {"user": EMAIL}).raise_for_status()
    app.delete(f"/collaborators/{EMAIL}").raise_for_status()

    assert EMAIL not in [one["user"]["email"] for one in app.get("/collaborators")]


def test_an_empty_name_is_no_collaborator(app: App) -> None:
    """What the provider asks for after a deletion: one object would mean that it failed."""
    assert isinstance(app.get("/collaborators/"), list)


@pytest.mark.parametrize("user", ["", "nobody", "a@b@c", "a b@example.com", None, 5])
def test_what_is_no_address_is_refused(app: App, user: object) -> None:
    answer = app.post("/collaborators", {"user": user})

    assert (answer.status_code, answer.json()["id"]) == (422, "invalid_params")


def test_a_collaborator_twice_is_refused(app: App) -> None:
    app.post("/collaborators", {"user": EMAIL}).raise_for_status()

    assert app.post("/collaborators", {"user": EMAIL}).status_code == 422


def test_the_owner_stays(app: App) -> None:
    owner = app.get("/collaborators")[0]["id"]

    assert app.delete(f"/collaborators/{owner}").status_code == 422


def test_every_permission_is_described(app: App) -> None:
    permissions = app.platform.get("/teams/permissions").json()

    assert permissions == app.get("/collaborators")[0]["permissions"]
