"""What pages of other addresses may make a browser send here: a visit, and nothing more."""

from __future__ import annotations

import re

import pytest

from localheroku.dashboard.site import ROUTES
from tests.localheroku.dashboard.visitor import Visitor
from tests.localheroku.platform import App

NEIGHBOUR = "http://127.0.0.1:9"


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": NEIGHBOUR},
        {"origin": "null"},
        {},
        {"origin": "same", "sec-fetch-site": "same-site"},
        {"origin": "same", "sec-fetch-site": "cross-site"},
    ],
)
def test_a_form_of_another_page_is_refused(
    app: App, visitor: Visitor, headers: dict[str, str]
) -> None:
    if headers.get("origin") == "same":
        headers = {**headers, "origin": visitor.address}
    answer = visitor.post(f"/apps/{app.name}/restart", headers, token=visitor.token())

    assert answer.status_code == 403


@pytest.mark.parametrize("token", ["", "guessed", "ключ"])
def test_a_form_without_the_sessions_token_is_refused(
    app: App, visitor: Visitor, token: str
) -> None:
    answer = visitor.post(f"/apps/{app.name}/restart", {"origin": visitor.address}, token=token)

    assert answer.status_code == 403
    assert "older sign-in" in answer.text


@pytest.mark.parametrize(
    "path", [route.path for route in ROUTES if "POST" in (route.methods or ())]
)
def test_every_form_needs_it(app: App, visitor: Visitor, path: str) -> None:
    filled = re.sub(r"{(\w+)}", lambda name: app.name if name[1] == "app" else "1", path)
    answer = visitor.post(filled, {"origin": visitor.address})

    assert answer.status_code == 403
    assert "older sign-in" in answer.text


@pytest.mark.parametrize("mode", ["cors", "no-cors"])
def test_a_neighbours_script_gets_no_page(visitor: Visitor, mode: str) -> None:
    headers = {"sec-fetch-site": "same-site", "sec-fetch-mode": mode}

    assert visitor.client.get("/", headers=headers).status_code == 403


def test_a_link_from_elsewhere_leads_here(visitor: Visitor) -> None:
    headers = {"sec-fetch-site": "same-site", "sec-fetch-mode": "navigate"}

    assert visitor.client.get("/", headers=headers).status_code == 200


def test_an_app_has_no_dashboard(deployed: App) -> None:
    deployed.settle()

    assert deployed.visit("/dashboard/").text == "one"


@pytest.mark.parametrize(
    ("body", "status"), [(b"\xff", 400), (b"field=1&" * 300, 400), (b"x" * 2_000_000, 413)]
)
def test_a_form_that_no_page_sends_is_refused(
    app: App, visitor: Visitor, body: bytes, status: int
) -> None:
    answer = visitor.client.post(
        f"/apps/{app.name}/restart", content=body, headers={"origin": visitor.address}
    )

    assert answer.status_code == status
