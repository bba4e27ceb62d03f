"""`python -m ops drift`: what was changed past the code is told, by name, with an exit status."""

from __future__ import annotations

import os

from tests.e2e.clone import Clone, Stack
from tests.ops import hub
from tests.waiting import wait_until


def drift(stack: Stack) -> tuple[int, str]:
    done = stack.clone.ops("drift", stack.name)
    return done.returncode, done.stdout + done.stderr


def test_what_the_code_made_is_no_drift(deployed: Clone) -> None:
    done = deployed.ops("drift")

    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr.count("no: everything is as the code says") == 2


def test_changes_by_hand_are_found_and_values_are_not_told(stack: Stack) -> None:
    stack.must_up()
    path = f"/apps/{stack.app}"
    stack.clone.change(
        "PATCH", f"{path}/config-vars", {"BY_HAND": "planted-8712", "SECRET_KEY": "x"}
    )
    stack.clone.change("PATCH", f"{path}/formation", {"updates": [{"type": "web", "quantity": 0}]})
    wait_until(lambda: stack.clone.releases(stack.app)[0]["status"] != "pending")
    status, said = drift(stack)

    assert status == 3
    assert "| update | `formation-web` (Formation) | `quantity` | `1` | `0` |" in said
    assert "**Config vars that the code doesn't know**\n\n- `BY_HAND`" in said
    assert "Set BY_HAND, SECRET_KEY config vars" in said
    assert "planted-8712" not in said


def test_a_rollback_by_hand_is_found(stack: Stack) -> None:
    stack.must_up()
    former = stack.clone.releases(stack.app)[0]["id"]
    with stack.clone.edited("web/Procfile", lambda text: text + "more: true\n"):
        stack.must_up()
    stack.clone.change("POST", f"/apps/{stack.app}/releases", {"release": former})
    wait_until(lambda: stack.clone.releases(stack.app)[0]["status"] != "pending")
    status, said = drift(stack)

    assert status == 3
    assert "Rollback to v" in said
    assert "**Other code runs**" in said


def test_an_issue_is_opened_once_and_closed_when_it_is_over(shared: Stack) -> None:
    names = f"/apps/{shared.app}/config-vars"
    with hub.running() as github:
        look = ["drift", shared.name, "--issue"]
        shared.clone.change("PATCH", names, {"BY_HAND": "1"})
        for _ in range(2):
            shared.clone.ops(*look, env=os.environ | github.environment)
        found = list(github.issues)
        shared.clone.change("PATCH", names, {"BY_HAND": None})
        over = shared.clone.ops(*look, env=os.environ | github.environment)

    assert [issue["title"] for issue in found] == [f"{shared.name} differs from the code"]
    assert "`BY_HAND`" in found[0]["body"]
    assert over.returncode == 0, over.stdout + over.stderr
    assert "of which nothing is left: v" in over.stderr
    assert [issue["state"] for issue in github.issues] == ["closed"]
