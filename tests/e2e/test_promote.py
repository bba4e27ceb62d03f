"""`python -m ops promote`: production gets what staging has proved, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest

from tests.e2e.clone import PROJECT, Clone
from tests.waiting import wait_until

STAGING, PRODUCTION = f"{PROJECT}-staging", f"{PROJECT}-production"
TEMPLATE = "web/hello/templates/hello/index.html"


@contextmanager
def config_var(clone: Clone, name: str, value: str) -> Iterator[None]:
    """A config var of staging set outside of the code, and taken back."""
    path = f"/apps/{STAGING}/config-vars"
    former = clone.api(path).get(name)
    clone.change("PATCH", path, {name: value})
    settle(clone)
    try:
        yield
    finally:
        clone.change("PATCH", path, {name: former})
        settle(clone)


@pytest.fixture
def ahead(clone: Clone) -> Clone:
    """Staging runs something that production doesn't have yet."""
    if clone.slug(STAGING) == clone.slug(PRODUCTION):
        clone.edit(TEMPLATE, lambda page: page.replace("</h1>", " Better</h1>"))
        done = clone.ops("up", "staging")
        assert done.returncode == 0, done.stderr
    return clone


def settle(clone: Clone) -> None:
    wait_until(lambda: clone.releases(STAGING)[0]["status"] != "pending")


def refusal(clone: Clone) -> str:
    done = clone.ops("promote", "--yes")
    assert done.returncode == 1
    return done.stderr


def test_it_shows_what_comes_and_releases_staging_s_slug(ahead: Clone) -> None:
    done = ahead.ops("promote", "--yes")
    again = ahead.ops("promote", "--yes")
    page = ahead.visit(ahead.url("production")).text
    commit = ahead.git("log", "-1", "--format=%h", "--", TEMPLATE)

    assert done.returncode == 0, done.stderr
    assert f"commit     {commit} Change {TEMPLATE}" in done.stderr
    assert "to go back: .venv/bin/python -m ops rollback production" in done.stderr
    assert page.count(" Better") == (ahead.root / TEMPLATE).read_text().count(" Better")
    assert "nothing to promote" in again.stderr


def test_a_config_var_that_production_lacks_is_named_without_its_value(ahead: Clone) -> None:
    with config_var(ahead, "NEW_SETTING", "planted-value-5113"):
        shown = ahead.ops("promote", "--dry-run").stderr

    assert "config vars that staging has and production lacks: NEW_SETTING" in shown
    assert "planted-value-5113" not in shown


def test_without_a_yes_nothing_is_promoted_where_nobody_can_answer(ahead: Clone) -> None:
    before = ahead.releases(PRODUCTION)
    done = ahead.ops("promote")

    assert done.returncode == 1
    assert "nothing was done. To do it: --yes" in done.stderr
    assert ahead.releases(PRODUCTION) == before


def test_refused_when_staging_s_newest_release_failed(clone: Clone) -> None:
    with config_var(clone, "DJANGO_SETTINGS_MODULE", "nothing.like.it"):
        said = refusal(clone)

    assert "(Set DJANGO_SETTINGS_MODULE config vars), failed, so nothing is promoted" in said


def test_refused_when_staging_s_site_does_not_answer(clone: Clone) -> None:
    with config_var(clone, "ALLOWED_HOSTS", "elsewhere.example"):
        wait_until(lambda: visit(clone).status_code == httpx.codes.BAD_REQUEST)
        said = refusal(clone)

    assert "answered 400 for 5 s; a site that works answers 200" in said


def test_refused_when_staging_runs_another_slug_than_its_code_says(ahead: Clone) -> None:
    former, newer = ahead.slug(PRODUCTION), ahead.slug(STAGING)
    ahead.change("POST", f"/apps/{STAGING}/releases", {"slug": former})
    settle(ahead)
    said = refusal(ahead)
    ahead.change("POST", f"/apps/{STAGING}/releases", {"slug": newer})
    settle(ahead)

    assert "staging runs another slug than its code says" in said
    assert "To do: make up UP=staging" in said


def test_a_stack_that_builds_has_nothing_to_promote(clone: Clone) -> None:
    done = clone.ops("promote", "staging")

    assert done.returncode == 1
    assert "staging builds its own code: it has no promoteFrom" in done.stderr


def test_an_unknown_stack_is_refused_with_those_there_are(clone: Clone) -> None:
    done = clone.ops("promote", "prod")

    assert "There is no stack 'prod'. There are production, staging" in done.stderr


def visit(clone: Clone) -> httpx.Response:
    return clone.visit(clone.url("staging"))
