"""`--on heroku`: the verbs that no workflow runs, and what a person is told and asked."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import AbstractContextManager
from pathlib import Path

from ops.__main__ import INTERRUPTED
from tests.e2e.clone import PROJECT, Clone
from tests.e2e.shell import Shell
from tests.e2e.test_promote import TEMPLATE
from tests.gateway import gateway, hang_up
from tests.waiting import wait_until

STAGING = "my-site-staging"


def test_what_nothing_would_change_is_deployed_unasked(on_heroku: Shell) -> None:
    done = on_heroku.ops("up", "staging")

    assert done.returncode == 0, done.stdout + done.stderr
    assert "No changes: 11 resources are as they should be." in done.stdout
    assert "$" not in done.stderr


def test_what_is_made_and_what_it_costs_is_told_before(on_heroku: Shell) -> None:
    on_heroku.make_stack("dev")
    before = on_heroku.api("/apps")
    done = on_heroku.ops("up", "dev")
    on_heroku.must("stack", "rm", "--yes", "dev")

    assert done.returncode == 1
    assert "| create | `app` (App) |" in done.stdout
    assert "together         +$12 a month, counted by the second" in done.stderr
    assert "Deploy this to dev? Nobody is there to ask, so nothing was done." in done.stderr
    assert on_heroku.api("/apps") == before


def test_a_stack_that_is_not_there_names_the_command_that_makes_it(on_heroku: Shell) -> None:
    for verb in ("up", "drift", "promote", "rollback", "doctor"):
        done = on_heroku.ops(verb, "nowhere")

        assert done.returncode == 1
        assert "There is no stack 'nowhere'. There are production, staging." in done.stderr
        assert "To make it: pulumi stack init nowhere" in done.stderr


def test_a_rollback_is_pinned_in_the_committed_file_and_lifted_by_a_promotion(
    on_heroku: Shell,
) -> None:
    file = on_heroku.root / "Pulumi.production.yaml"
    before, former = file.read_text(), on_heroku.outputs("production")["slugId"]
    with changed(on_heroku, "Rolled back"):
        must(on_heroku, "up", "--yes")
        said = must(on_heroku, "rollback", "production", "--yes")
        pinned = file.read_text()
        promoted = must(on_heroku, "promote", "--yes")

    assert f"slug: {former}" in pinned
    assert "Pulumi.production.yaml has changed: commit it" in said
    assert "to go forward again: .venv/bin/python -m ops promote production --on heroku" in said
    assert "the pinned slug of production is let go" in promoted
    assert file.read_text() == before


def test_a_rollback_that_was_cut_short_is_finished_and_not_taken_back(on_heroku: Shell) -> None:
    """The pin is written, its release is on the platform, the engine heard nothing of it."""
    former = on_heroku.outputs("staging")["slugId"]
    with changed(on_heroku, "Cut short"):
        must(on_heroku, "up", "staging", "--yes")
        on_heroku.must("config", "set", "slug", former, "--stack", "staging")
        on_heroku.change("POST", f"/apps/{STAGING}/releases", {"slug": former})
        wait_until(lambda: on_heroku.releases(STAGING)[0]["status"] == "succeeded")
        must(on_heroku, "rollback", "staging", "--yes")
        now = on_heroku.outputs("staging")["slugId"]
        on_heroku.must("config", "rm", "slug", "--stack", "staging")

    assert now == former


def test_an_app_that_was_made_by_hand_is_adopted(on_heroku: Shell) -> None:
    make_by_hand(on_heroku, "by-hand")
    done = on_heroku.ops("adopt", "by-hand", "hand", "--yes")
    drift = on_heroku.ops("drift", "hand")
    on_heroku.must("destroy", "--yes", "--remove", "--stack", "hand")

    assert done.returncode == 0, done.stdout + done.stderr
    assert "Pulumi.hand.yaml has changed: commit it" in done.stderr
    assert drift.returncode == 0, drift.stdout + drift.stderr


def make_by_hand(clone: Clone, app: str) -> None:
    variables = {
        "ALLOWED_HOSTS": f"{app}.localhost",
        "DJANGO_SETTINGS_MODULE": f"{PROJECT}.settings.heroku",
        "SECRET_KEY": "made-by-hand-" * 5,
    }
    slug = clone.outputs("staging")["slugId"]
    clone.change("POST", "/apps", {"name": app})
    clone.change("POST", f"/apps/{app}/addons", {"plan": "heroku-postgresql:essential-0"})
    clone.change("PATCH", f"/apps/{app}/config-vars", variables)
    clone.change("POST", f"/apps/{app}/releases", {"slug": slug})
    wait_until(lambda: clone.releases(app)[0]["status"] == "succeeded")


def test_the_doctor_finds_a_healthy_pipeline(on_heroku: Shell) -> None:
    done = on_heroku.ops("doctor")

    assert done.returncode == 0, done.stdout + done.stderr
    assert "✓ key from HEROKU_API_KEY, accepted for" in done.stdout
    assert done.stdout.count("✓ what is checked out runs") == 2
    assert "python -m ops drift --on heroku" in done.stderr


def test_a_stack_at_which_somebody_is_at_work_is_left_alone(on_heroku: Shell) -> None:
    lock = lock_of(on_heroku, "staging")
    done = on_heroku.ops("up", "staging")
    lock.unlink()

    assert done.returncode == 1
    assert "`pulumi up` of staging did not begin; the engine says above why." in done.stderr
    assert "pulumi cancel --stack staging" in done.stderr


def test_a_connection_that_breaks_midway_is_told_and_the_second_run_finishes(
    on_heroku: Shell,
) -> None:
    with gateway(on_heroku.exports()["HEROKU_API_URL"]) as door, changed(on_heroku, "Broken"):
        with door.saying(hang_up, to="POST /apps/[^/]+/builds"):
            broken = on_heroku.ops("up", "staging", "--yes", env={"HEROKU_API_URL": door.url})
        done = on_heroku.ops("up", "staging", "--yes")

    assert broken.returncode == 1
    assert "To do: look whether https://api.heroku.com can be reached from here" in broken.stderr
    assert "Traceback" not in broken.stdout + broken.stderr
    assert done.returncode == 0, done.stdout + done.stderr


def test_an_interrupted_up_says_what_to_do_and_the_second_run_finishes(on_heroku: Shell) -> None:
    with changed(on_heroku, "Interrupted"):
        status, said = interrupted(on_heroku, "up", "staging", "--yes", at="Building on the")
        locks = [*Path(on_heroku.backend.removeprefix("file://")).glob(".pulumi/locks/**/*.json")]
        done = on_heroku.ops("up", "staging", "--yes")

    assert status == INTERRUPTED
    assert said.endswith("Interrupted. To finish it, run the same command again.\n")
    assert locks == []
    assert done.returncode == 0, done.stdout + done.stderr


def changed(clone: Shell, words: str) -> AbstractContextManager[None]:
    return clone.edited(TEMPLATE, lambda page: page.replace("</h1>", f" {words}</h1>"))


def interrupted(clone: Shell, *command: str, at: str) -> tuple[int, str]:
    """The status and the words of a command that gets ^C, as all of a terminal does, at a line."""
    with subprocess.Popen(
        [sys.executable, "-m", "ops", *command, "--on", "heroku"],
        cwd=clone.root,
        env=clone.exports(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as process:
        assert process.stdout
        assert any(at in line for line in process.stdout)
        os.killpg(process.pid, signal.SIGINT)
        said = process.stdout.read()
    return process.returncode, said


def lock_of(clone: Shell, stack: str) -> Path:
    """As an engine that runs holds it."""
    state = Path(clone.backend.removeprefix("file://"))
    lock = state / f".pulumi/locks/organization/{PROJECT}/{stack}/theirs.json"
    lock.parent.mkdir(parents=True, exist_ok=True)
    lock.write_text(json.dumps({"pid": os.getpid(), "username": "somebody", "hostname": "there"}))
    return lock


def must(clone: Shell, *arguments: str) -> str:
    done = clone.ops(*arguments)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stderr
