"""ETags over HTTP: what is unchanged isn't sent again to those who ask so."""

from __future__ import annotations

import httpx
import pytest

from tests.localheroku.platform import App


def ask(app: App, if_none_match: str) -> httpx.Response:
    return app.platform.get(f"/apps/{app.id}", headers={"If-None-Match": if_none_match})


@pytest.fixture
def etag(app: App) -> str:
    found: str = app.platform.get(f"/apps/{app.id}").headers["etag"]
    return found


@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', "*"])
def test_what_is_unchanged_is_not_sent_again(app: App, etag: str, form: str) -> None:
    answer = ask(app, form.format(etag))

    assert (answer.status_code, answer.content) == (304, b"")
    assert answer.headers["etag"] == etag


def test_what_has_changed_is_sent(app: App, etag: str) -> None:
    app.patch("", {"maintenance": True})
    answer = ask(app, etag)

    assert answer.json()["maintenance"] is True
    assert answer.headers["etag"] != etag


def test_who_names_no_answer_always_gets_one(app: App, etag: str) -> None:
    """The provider takes a 304 for an error."""
    answers = [app.platform.get(f"/apps/{app.id}") for _ in range(2)]

    assert [one.status_code for one in answers] == [200, 200]


def test_a_change_is_made_whatever_is_known(app: App, etag: str) -> None:
    headers = {"If-None-Match": "*"}
    answer = app.platform.api.patch(f"/apps/{app.id}", json={}, headers=headers)

    assert answer.status_code == 200


def test_a_refusal_is_never_unchanged(app: App) -> None:
    headers = {"If-None-Match": "*"}
    answer = app.platform.get("/apps/no-such-app", headers=headers)

    assert answer.json()["id"] == "not_found"
