"""`python -m ops doctor`: a healthy pipeline, one broken by hand, and the other ways to look."""

from __future__ import annotations

import json
import socket
from pathlib import Path

from tests.e2e.clone import PROJECT, Clone, Stack
from tests.waiting import wait_until

PLANTED = "planted-1618"
NO_PROCESS = 2**22 + 1  # more than Linux ever gives


def leave_a_lock(stack: Stack) -> None:
    """As an engine that was killed does."""
    state = stack.clone.root / f".local/state/.pulumi/locks/organization/{PROJECT}"
    folder = state / stack.name
    folder.mkdir(parents=True, exist_ok=True)
    left = {"pid": NO_PROCESS, "username": "me", "hostname": socket.gethostname()}
    (folder / "left.json").write_text(json.dumps(left))


def break_by_hand(stack: Stack) -> None:
    app = f"/apps/{stack.app}"
    leave_a_lock(stack)
    stack.clone.change("PATCH", f"{app}/formation", {"updates": [{"type": "web", "quantity": 0}]})
    stack.clone.change("PATCH", app, {"maintenance": True})
    stack.clone.change("PATCH", f"{app}/config-vars", {"SECRET_KEY": None, "MORE": PLANTED})
    wait_until(lambda: stack.clone.releases(stack.app)[0]["status"] != "pending")


def test_what_was_just_deployed_is_healthy(deployed: Clone) -> None:
    done = deployed.ops("doctor")

    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("✓ what is checked out runs") == 2
    assert done.stdout.count("web 1 x 2 workers x 5 threads + release + console") == 2
    assert done.stdout.count("✓ app and database are protected") == 1


def test_what_was_broken_is_found_and_the_commands_mend_it(stack: Stack) -> None:
    stack.must_up()
    break_by_hand(stack)
    ill = stack.clone.ops("doctor", stack.name)

    assert ill.returncode == 3, ill.stdout + ill.stderr
    for sentence in (
        "is locked by an engine that was killed",
        "web has no dyno, so visitors get an error page",
        "Maintenance mode is on",
        "The last release failed: v",
        "Config vars that the settings need are missing: SECRET_KEY",
    ):
        assert sentence in ill.stdout
    assert PLANTED not in ill.stdout + ill.stderr

    for command in (
        f"pulumi cancel --yes --stack {stack.name}",
        f"pulumi up --refresh --stack {stack.name}",
    ):
        assert f"to do: {command}" in ill.stdout
        mended = stack.clone.pulumi(*command.split()[1:], *["--yes"] * ("up" in command.split()))
        assert mended.returncode == 0, mended.stdout + mended.stderr
    stack.clone.change("PATCH", f"/apps/{stack.app}", {"maintenance": False})
    stack.page()
    well = stack.clone.ops("doctor", stack.name)

    assert well.returncode == 0, well.stdout + well.stderr


def test_on_heroku_it_takes_the_shell_s_engine_and_key(deployed: Clone, tmp_path: Path) -> None:
    shell = deployed.exports()
    done = deployed.ops("doctor", "production", "--on", "heroku", env=shell)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "✓ key from HEROKU_API_KEY, accepted for trial@localhost" in done.stdout

    nowhere = deployed.ops(
        "doctor", "production", "--on", "heroku", env=shell | {"HEROKU_API_URL": "http://[::1]:1"}
    )

    assert nowhere.returncode == 1, nowhere.stdout + nowhere.stderr
    assert "? http://[::1]:1 could not be asked" in nowhere.stdout

    refused = deployed.ops(
        "doctor", "production", "--on", "heroku", env=shell | {"HEROKU_API_KEY": PLANTED}
    )

    assert refused.returncode == 3
    assert "✗ Heroku refuses the key" in refused.stdout
    assert PLANTED not in refused.stdout + refused.stderr


def test_a_stack_that_nobody_knows_is_one_sentence(clone: Clone) -> None:
    done = clone.ops("doctor", "nowhere")

    assert done.returncode == 1
    assert "There is no stack 'nowhere'. There are" in done.stderr
    assert done.stdout == ""
