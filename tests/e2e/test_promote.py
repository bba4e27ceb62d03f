"""`python -m ops promote`: production gets what staging has proved, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import httpx

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


def settle(clone: Clone) -> None:
    wait_until(lambda: clone.releases(STAGING)[0]["status"] != "pending")


def refusal(clone: Clone) -> str:
    done = clone.ops("promote", "--yes")
    assert done.returncode == 1
    return done.stderr


def test_it_shows_what_comes_and_releases_staging_s_slug(deployed: Clone) -> None:
    with deployed.edited(TEMPLATE, lambda page: page.replace("</h1>", " Promoted</h1>")):
        up = deployed.ops("up", "staging")
        assert up.returncode == 0, up.stderr
        done = deployed.ops("promote", "--yes")
        again = deployed.ops("promote", "--yes")
        page = deployed.visit(deployed.outputs("production")["webUrl"]).text

    assert done.returncode == 0, done.stderr
    assert f"commit     {deployed.git('log', '-2', '--format=%h').splitlines()[1]} Change" in (
        done.stderr
    )
    assert "to go back: python -m ops rollback production" in done.stderr
    assert " Promoted</h1>" in page
    assert "nothing to promote" in again.stderr


def test_a_config_var_that_production_lacks_is_named_without_its_value(deployed: Clone) -> None:
    with (
        deployed.edited(TEMPLATE, lambda page: page.replace("</h1>", "!</h1>")),
        config_var(deployed, "NEW_SETTING", "planted-value-5113"),
    ):
        deployed.ops("up", "staging")
        shown = deployed.ops("promote", "--dry-run").stderr

    assert "config vars that staging has and production lacks: NEW_SETTING" in shown
    assert "planted-value-5113" not in shown


def test_without_a_yes_nothing_is_promoted_where_nobody_can_answer(deployed: Clone) -> None:
    with deployed.edited(TEMPLATE, lambda page: page.replace("</h1>", "?</h1>")):
        deployed.ops("up", "staging")
        before = deployed.releases(PRODUCTION)
        done = deployed.ops("promote")

    assert done.returncode == 1
    assert "nothing was done. To do it: --yes" in done.stderr
    assert deployed.releases(PRODUCTION) == before


def test_refused_when_staging_s_newest_release_failed(deployed: Clone) -> None:
    with config_var(deployed, "DJANGO_SETTINGS_MODULE", "nothing.like.it"):
        said = refusal(deployed)

    assert "(Set DJANGO_SETTINGS_MODULE config vars), failed, so nothing is promoted" in said


def test_refused_when_staging_s_site_does_not_answer(deployed: Clone) -> None:
    with config_var(deployed, "ALLOWED_HOSTS", "elsewhere.example"):
        wait_until(lambda: visit(deployed).status_code == httpx.codes.BAD_REQUEST)
        said = refusal(deployed)

    assert "answered 400 for 5 s; a site that works answers 200" in said


def test_refused_when_staging_runs_another_slug_than_its_code_says(deployed: Clone) -> None:
    former = deployed.outputs("staging")["slugId"]
    with deployed.edited(TEMPLATE, lambda page: page.replace("</h1>", ".</h1>")):
        deployed.ops("up", "staging")
        deployed.change("POST", f"/apps/{STAGING}/releases", {"slug": former})
        settle(deployed)
        said = refusal(deployed)
        newer = deployed.outputs("staging")["slugId"]
        deployed.change("POST", f"/apps/{STAGING}/releases", {"slug": newer})
        settle(deployed)

    assert "staging runs another slug than its code says" in said
    assert "To do: make up UP=staging" in said


def test_a_stack_that_builds_has_nothing_to_promote(deployed: Clone) -> None:
    done = deployed.ops("promote", "staging")

    assert done.returncode == 1
    assert "staging builds its own code: it has no promoteFrom" in done.stderr


def test_an_unknown_stack_is_refused_with_those_there_are(deployed: Clone) -> None:
    done = deployed.ops("promote", "prod")

    assert "There is no stack 'prod'. There are production, staging" in done.stderr


def visit(clone: Clone) -> httpx.Response:
    return clone.visit(clone.outputs("staging")["webUrl"])
