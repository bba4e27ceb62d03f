"""`python -m ops review`: pull requests get stacks of their own, and nothing of them is left."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.e2e.clone import PROJECT, Clone
from tests.ops import hub

TEN = [str(number) for number in range(101, 111)]


@pytest.fixture
def reviewed(clone: Clone) -> Iterator[Clone]:
    """A clone with one review stack, pr-7."""
    must(clone, "review", "up", "7")
    yield clone
    must(clone, "review", "down", "7")


def must(clone: Clone, *arguments: str, env: dict[str, str] | None = None) -> str:
    done = clone.ops(*arguments, env=env)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def names(clone: Clone, path: str) -> list[str]:
    return [each["name"] for each in clone.api(path)]


def test_ten_come_and_go_and_leave_nothing(clone: Clone) -> None:
    before = names(clone, "/apps"), names(clone, "/addons")
    said = must(clone, "review", "up", *TEN)
    apps = [f"{PROJECT}-pr-{number}" for number in TEN]
    stages = {clone.api(f"/apps/{app}/pipeline-couplings")["stage"] for app in apps}
    configs = [clone.api(f"/apps/{app}/config-vars") for app in apps]
    databases, keys = ({each[name] for each in configs} for name in ("DATABASE_URL", "SECRET_KEY"))
    must(clone, "review", "down", *TEN)
    left = (clone.root / ".local/project").glob("Pulumi.pr-10?.yaml")

    assert [line.partition("//")[2].partition(".")[0] for line in urls(said)] == apps
    assert stages == {"review"}
    assert len(databases) == len(keys) == len(TEN)
    assert not any(key in said for key in keys)
    assert (names(clone, "/apps"), names(clone, "/addons")) == before
    assert "pr-1" not in clone.pulumi("stack", "ls").stdout
    assert list(left) == []


def urls(said: str) -> list[str]:
    return [line for line in said.splitlines() if line.startswith(f"http://{PROJECT}-pr-")]


def test_a_fresh_checkout_keeps_the_secret_key(reviewed: Clone) -> None:
    before = reviewed.releases(f"{PROJECT}-pr-7")
    file = reviewed.root / ".local/project/Pulumi.pr-7.yaml"
    file.unlink()
    must(reviewed, "review", "up", "7")

    assert reviewed.releases(f"{PROJECT}-pr-7") == before
    assert "postgresPlan" not in file.read_text()


def test_the_database_is_seeded(reviewed: Clone) -> None:
    seed = "echo seeded-with-$DJANGO_SETTINGS_MODULE"
    reviewed.pulumi("config", "set", "seedCommand", seed, "--stack", "pr-7")
    said = must(reviewed, "review", "up", "7")

    assert f"seeded-with-{PROJECT}.settings.heroku\n" in said


def test_a_seed_that_fails_is_an_error(reviewed: Clone) -> None:
    reviewed.pulumi("config", "set", "seedCommand", "echo no seeds; false", "--stack", "pr-7")
    done = reviewed.ops("review", "up", "7")

    assert done.returncode == 1
    assert "no seeds\n" in done.stderr
    assert "failed in run." in done.stderr


def test_the_url_is_told_and_a_sweep_leaves_what_is_open(clone: Clone) -> None:
    with hub.running() as github:
        job = os.environ | github.environment
        must(clone, "review", "up", "7", "8", "--comment", env=job)
        must(clone, "review", "up", "8", "--comment", env=job)
        github.open_pulls = {8}
        said = must(clone, "review", "sweep", env=job)
        left = names(clone, "/apps")
        github.open_pulls = set()
        must(clone, "review", "sweep", env=job)

    assert "2 stacks for review, 1 of a closed pull request" in said
    assert (f"{PROJECT}-pr-7" in left, f"{PROJECT}-pr-8" in left) == (False, True)
    assert [len(github.comments[number]) for number in (7, 8)] == [1, 1]
    assert f"http://{PROJECT}-pr-8.localhost" in github.comments[8][0]["body"]
    assert f"{PROJECT}-pr-8" not in names(clone, "/apps")


def test_taking_away_what_is_not_there_is_no_error(clone: Clone) -> None:
    assert "there is no stack pr-999; nothing to destroy" in must(clone, "review", "down", "999")


@pytest.mark.parametrize("arguments", [["up"], ["down"], ["sweep", "7"]])
def test_a_number_is_needed_and_not_for_a_sweep(clone: Clone, arguments: list[str]) -> None:
    done = clone.ops("review", *arguments)

    assert done.returncode == 1
    assert "need the number of a pull request" in done.stderr
