"""`make up` on a fresh clone: staging, production, both backed by PostgreSQL, one slug."""

from __future__ import annotations

import psycopg
import pytest

from tests.e2e.clone import PROJECT, Clone


@pytest.mark.parametrize("stack", ["staging", "production"])
def test_the_site_shows_what_stands_in_postgresql(clone: Clone, stack: str) -> None:
    url = clone.url(stack)
    database = clone.api(f"/apps/{PROJECT}-{stack}/config-vars")["DATABASE_URL"]
    with psycopg.connect(database) as connection:
        connection.execute("INSERT INTO hello_greeting (text, created) VALUES ('From psql', now())")

    assert clone.visit(url).status_code == 200
    assert "From psql" in clone.visit(url + "db/").text


def test_production_runs_the_very_slug_of_staging(deployed: Clone) -> None:
    staging, production = deployed.outputs("staging"), deployed.outputs("production")

    assert production["slugId"] == staging["slugId"]


def test_production_builds_nothing(clone: Clone) -> None:
    assert clone.api(f"/apps/{PROJECT}-production/builds") == []


def test_both_apps_stand_in_one_pipeline(clone: Clone) -> None:
    pipeline = clone.outputs("staging")["pipelineId"]
    couplings = clone.api(f"/pipelines/{pipeline}/pipeline-couplings")

    assert {coupling["stage"] for coupling in couplings} == {"staging", "production"}


def test_a_second_up_changes_nothing_and_says_so(deployed: Clone) -> None:
    before = [deployed.releases(f"{PROJECT}-{stack}") for stack in ("staging", "production")]
    again = deployed.ops("up")

    assert again.returncode == 0, again.stderr
    assert "nothing had to change" in again.stderr
    assert before == [
        deployed.releases(f"{PROJECT}-{stack}") for stack in ("staging", "production")
    ]


def test_up_ends_with_a_table_and_what_to_do_next(clone: Clone) -> None:
    again = clone.ops("up")

    assert clone.url("production") in again.stdout
    assert "make down" in again.stdout


def test_the_committed_stack_files_are_untouched(clone: Clone) -> None:
    assert clone.git("status", "--porcelain") == ""


def test_health_names_release_and_commit(deployed: Clone) -> None:
    health = deployed.visit(deployed.url("staging") + "health/").json()
    current = next(r for r in deployed.releases(f"{PROJECT}-staging") if r["current"])

    assert health["release"] == f"v{current['version']}"
    # The same content isn't built again for a later commit, so it may be an earlier one's.
    built, checked_out = f"{health['commit']}:web", "HEAD:web"
    assert deployed.git("rev-parse", built) == deployed.git("rev-parse", checked_out)
