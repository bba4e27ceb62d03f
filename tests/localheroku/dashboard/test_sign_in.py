"""Who gets in, and how."""

from __future__ import annotations

import httpx
import pytest

from tests.localheroku import plain
from tests.localheroku.dashboard.visitor import Visitor
from tests.localheroku.platform import KEY, Platform


def sign_in(platform: Platform, key: str, after: str = "") -> httpx.Response:
    return plain.post(
        f"{platform.address}/dashboard/sign-in",
        data={"key": key, "after": after},
        headers={"origin": platform.address},
    )


@pytest.mark.parametrize("path", ["/", "/dashboard", "/dashboard/", "/dashboard/apps/anything"])
def test_without_a_session_there_is_the_sign_in_form(platform: Platform, path: str) -> None:
    answer = plain.get(f"{platform.address}{path}", follow_redirects=True)

    assert answer.status_code == 401
    assert "<title>Sign in" in answer.text


def test_the_key_signs_in(platform: Platform) -> None:
    answer = sign_in(platform, KEY, after="/dashboard/apps/anything")

    assert (answer.status_code, answer.headers["location"]) == (303, "/dashboard/apps/anything")


def test_the_cookie_is_for_this_address_and_no_script(platform: Platform) -> None:
    attributes = sign_in(platform, KEY).headers["set-cookie"].lower().split("; ")[1:]

    assert sorted(attributes) == ["httponly", "path=/", "samesite=strict"]


@pytest.mark.parametrize("key", ["wrong", "", f"{KEY} ", "ключ"])
def test_another_key_is_refused_and_not_repeated(platform: Platform, key: str) -> None:
    answer = sign_in(platform, key)

    assert answer.status_code == 401
    assert "set-cookie" not in answer.headers
    assert f'"{key}"' not in answer.text
    assert KEY not in answer.text


@pytest.mark.parametrize("after", ["//evil.example", "https://evil.example", "/dashboard/\r\nx: y"])
def test_signing_in_leads_to_the_dashboard_only(platform: Platform, after: str) -> None:
    assert sign_in(platform, KEY, after).headers["location"] == "/dashboard/"


def test_a_link_signs_in_once(platform: Platform) -> None:
    url = platform.post("/dashboard-links").json()["url"]
    first, second = plain.get(url), plain.get(url)

    assert (first.status_code, second.status_code) == (200, 404)
    assert "set-cookie" in first.headers
    assert "set-cookie" not in second.headers


def test_a_link_is_made_with_the_key_only(platform: Platform, visitor: Visitor) -> None:
    assert plain.post(f"{platform.address}/dashboard-links").status_code == 401
    assert visitor.client.post(f"{platform.address}/dashboard-links").status_code == 401


def test_signing_out_ends_the_session(visitor: Visitor) -> None:
    kept = dict(visitor.client.cookies)
    answer = visitor.send("/sign-out")
    after = plain.get(f"{visitor.address}/dashboard/", cookies=kept)

    assert (answer.status_code, after.status_code) == (303, 401)


def test_no_log_holds_what_signs_in(platform: Platform) -> None:
    url = platform.post("/dashboard-links").json()["url"]
    cookie = plain.get(url).headers["set-cookie"].split("; ")[0].partition("=")[2]
    log = platform.log.read_text()

    assert "/dashboard/enter/***" in log
    assert [secret for secret in (url.rpartition("/")[2], cookie, KEY) if secret in log] == []
