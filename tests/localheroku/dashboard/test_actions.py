"""What a person can do: each asks first, does it through the same rules, and tells the result."""

from __future__ import annotations

import re

import httpx
import pytest

from tests.localheroku.dashboard.visitor import Visitor
from tests.localheroku.platform import App
from tests.waiting import wait_until


def answered(visitor: Visitor, path: str, **asked: str) -> httpx.Response:
    """Open the question and press its button: the form as the page has it."""
    page = visitor.client.get(path, params=asked)
    assert page.status_code == 200, page.text
    fields = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page.text))
    return visitor.post(path, {"origin": visitor.address}, **fields)


def notice(visitor: Visitor, answer: httpx.Response) -> str:
    assert answer.status_code == 303, answer.text
    found = re.search(r'class="notice"[^>]*>([^<]*)', visitor.client.get(_path(answer)).text)
    assert found
    return found[1]


def _path(answer: httpx.Response) -> str:
    return answer.headers["location"].removeprefix("/dashboard")


def test_asking_changes_nothing(deployed: App, visitor: Visitor) -> None:
    before = deployed.get("/formation"), deployed.releases()
    for path in ("/restart", "/formation/web?quantity=0", "/releases/3/rollback"):
        assert visitor.get(f"/apps/{deployed.name}{path}").status_code == 200

    assert (deployed.get("/formation"), deployed.releases()) == before


def test_a_process_type_is_scaled(deployed: App, visitor: Visitor) -> None:
    path = f"/apps/{deployed.name}/formation/worker"
    answer = answered(visitor, path, quantity="1", size="Basic")

    assert notice(visitor, answer) == "worker is scaled to 1 Basic dyno."
    assert deployed.get("/formation/worker")["quantity"] == 1


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"quantity": "2"}, "more than 1 Basic size dynos"),
        ({"quantity": "many"}, "is not accepted"),
        ({"quantity": "1", "size": "Enormous"}, "Enormous"),
    ],
)
def test_what_heroku_refuses_is_told(
    deployed: App, visitor: Visitor, asked: dict[str, str], sentence: str
) -> None:
    answer = answered(visitor, f"/apps/{deployed.name}/formation/web", **asked)

    assert answer.status_code in {404, 422}
    assert sentence in answer.text
    assert deployed.get("/formation/web")["quantity"] == 1


def test_a_dyno_is_restarted(deployed: App, visitor: Visitor) -> None:
    deployed.settle()
    former = deployed.get("/dynos/web.1")["id"]
    answer = answered(visitor, f"/apps/{deployed.name}/restart", dyno="web.1")

    assert notice(visitor, answer) == "Restarting web.1."
    wait_until(lambda: deployed.get("/dynos")[0]["id"] != former)


def test_an_app_is_rolled_back(deployed: App, visitor: Visitor) -> None:
    deployed.patch("/config-vars", {"COLOUR": "blue"})
    answer = answered(visitor, f"/apps/{deployed.name}/releases/3/rollback")

    assert notice(visitor, answer) == "Release v5: Rollback to v3."
    assert deployed.get("/config-vars") == {}


def test_an_app_is_promoted_to_the_next_stage(stages: tuple[App, App], visitor: Visitor) -> None:
    staging, production = stages
    answer = answered(visitor, f"/apps/{staging.name}/promote")

    assert notice(visitor, answer) == f"Promoted to {production.name}."
    assert production.releases()[0]["slug"] == staging.releases()[0]["slug"]


def test_what_was_shown_is_promoted_and_nothing_newer(
    stages: tuple[App, App], visitor: Visitor
) -> None:
    staging, production = stages
    page = visitor.get(f"/apps/{staging.name}/promote").text
    fields = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page))
    staging.patch("/config-vars", {"LATER": "1"})
    visitor.post(f"/apps/{staging.name}/promote", {"origin": visitor.address}, **fields)

    assert " v3 " in production.releases()[0]["description"]


def test_the_last_stage_promotes_nowhere(stages: tuple[App, App], visitor: Visitor) -> None:
    production = stages[1]

    assert "/promote" not in visitor.get(f"/apps/{production.name}").text
    assert visitor.get(f"/apps/{production.name}/promote").status_code == 422
