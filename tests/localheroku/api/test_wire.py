"""What all answers have in common, whatever is asked."""

from __future__ import annotations

import re

import httpx
import pytest

from localheroku.api.routes import ROUTES
from tests.localheroku import plain
from tests.localheroku.platform import KEY, App, Platform

# Each is refused, with a reason, by every endpoint that reads a body.
HOSTILE = [
    b"{",
    b"[]",
    b'"text"',
    b"null",
    b"\xff\xfe",
    b'{"name": NaN}',
    b'{"name": "\\ud800"}',
    b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
    b'{"name": ' + b"9" * 5000 + b"}",
]
WRITING = sorted(
    {
        (method, route.path)
        for route in ROUTES
        for method in (route.methods or set()) - {"GET", "HEAD"}
    }
)


def ask(platform: Platform, method: str, path: str, content: bytes) -> httpx.Response:
    headers = {"Content-Type": "application/json"}
    return platform.api.request(method, path, content=content, headers=headers)


def filled(path: str, app: App) -> str:
    return re.sub(r"\{[^}]*\}", "x", path.replace("{app}", app.name))


@pytest.mark.parametrize("content", HOSTILE, ids=range(len(HOSTILE)))
def test_a_malformed_body_is_a_bad_request(platform: Platform, content: bytes) -> None:
    answer = ask(platform, "POST", "/apps", content)

    assert (answer.status_code, answer.json()["id"]) == (400, "bad_request")


@pytest.mark.parametrize("content", [b"[]", b'{"planted": {"deep": [null]}}', b'{"name": 5}'])
def test_no_endpoint_breaks_off(app: App, platform: Platform, content: bytes) -> None:
    paths = [(method, filled(path, app)) for method, path in WRITING if path != "/apps/{app}"]
    statuses = {ask(platform, method, path, content).status_code for method, path in paths}

    assert not statuses & {500, 502, 503}


@pytest.mark.parametrize(
    ("method", "path", "name"),
    [
        ("PATCH", "/formation", "updates"),
        ("PUT", "/buildpack-installations", "updates"),
        ("PATCH", "/domains/{app}.localhost", "sni_endpoint"),
    ],
)
def test_a_change_that_says_nothing_changes_nothing(
    app: App, platform: Platform, method: str, path: str, name: str
) -> None:
    """To leave it out must not mean to take it away."""
    answer = ask(platform, method, f"/apps/{app.id}{path.format(app=app.name)}", b"{}")

    assert (answer.status_code, answer.json()["message"]) == (422, f"Param {name} is required.")


def test_a_body_that_is_too_large_is_refused(platform: Platform) -> None:
    answer = ask(platform, "POST", "/apps", b" " * (2 << 20))

    assert answer.status_code == 413


def test_every_answer_has_the_headers_of_heroku(platform: Platform) -> None:
    for answer in (platform.get("/account"), platform.get("/nothing")):
        assert re.fullmatch(r"[0-9a-f-]{36}", answer.headers["request-id"])
        assert answer.headers["ratelimit-remaining"] == "4500"
        assert answer.headers["content-type"].startswith("application/vnd.heroku+json")


def test_an_unknown_endpoint_is_not_found(platform: Platform) -> None:
    answer = platform.get("/no/such/thing")

    assert answer.status_code == 404
    assert answer.json() == {
        "id": "not_found",
        "message": "The requested API endpoint was not found: GET /no/such/thing.",
    }


def test_a_wrong_method_is_not_found(platform: Platform) -> None:
    assert platform.delete("/account/features/x").status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "module"),
    [
        ("POST", "/test-runs", "test_runs"),
        ("GET", "/addons/x/webhooks", "addon_webhooks"),
        ("GET", "/teams/x/members", "team_members"),
        ("DELETE", "/oauth/clients/x", "oauth_clients"),
    ],
)
def test_what_heroku_has_and_this_has_not_says_where_it_goes(
    platform: Platform, method: str, path: str, module: str
) -> None:
    answer = ask(platform, method, path, b"")

    assert (answer.status_code, answer.json()["id"]) == (501, "not_implemented")
    assert answer.json()["message"].startswith(f"{method} /")
    assert f"localheroku/api/{module}.py" in answer.json()["message"]


def test_nothing_is_ever_redirected(platform: Platform) -> None:
    assert platform.get("/account/", follow_redirects=False).status_code == 404


def test_the_key_is_not_in_any_refusal(platform: Platform) -> None:
    headers = {"Authorization": f"Bearer {KEY}x"}

    assert KEY not in plain.get(f"{platform.address}/apps", headers=headers).text
