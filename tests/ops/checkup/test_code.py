"""The last build, the last release, and what runs."""

from __future__ import annotations

from typing import Any

from ops.checkup import code
from ops.checkup.app import App
from ops.checkup.code import Code
from ops.checkup.finding import Level, run
from tests.ops.checkup import facts
from tests.ops.checkup.facts import app, release, told


def look(found: App, **other: Any) -> list[Any]:
    return list(run(code.CHECKS, Code(app=found, **({"is_current": True} | other))))


def test_what_is_checked_out_and_runs_is_fine() -> None:
    assert {finding.level for finding in look(app())} == {Level.FINE}


def test_an_app_that_never_builds_has_no_build_to_speak_of() -> None:
    assert len(look(app(build=None))) == 2


def test_a_failed_build_shows_the_end_of_its_log() -> None:
    build = dict(app().build or {}, status="failed")
    found = look(app(build=build, build_end=("ERROR: No matching distribution", "rejected")))

    assert told(found) == ["The last build failed, of b7fb142:"]
    assert found[0].where == "ERROR: No matching distribution\nrejected"


def test_a_failed_release_says_what_goes_on_running() -> None:
    failed = release(7, status="failed", is_current=False, description="Deploy 1234")
    found = told(look(app(releases=(failed, release()))))

    assert found == ["The last release failed: v7 Deploy 1234; v6 goes on running"]


def test_another_slug_than_the_code_s_is_a_finding() -> None:
    found = look(app(releases=(release(slug="slug-5", description="Rollback to v5"),)))

    assert told(found) == ["Another slug runs than the code released"]
    assert found[-1].mend == ".venv/bin/python -m ops drift staging --on heroku"


def test_an_older_commit_is_a_note_with_the_command_that_deploys() -> None:
    found = look(app(), is_current=False, behind=3)
    notes = [finding for finding in found if finding.level is Level.NOTE]

    assert "which is 3 commits ahead" in notes[0].what
    assert notes[0].mend == "pulumi up --stack staging"


def test_production_is_promoted_to() -> None:
    found = look(app(stage="production"), is_current=False)

    assert found[-1].mend == ".venv/bin/python -m ops promote --on heroku"


def test_code_that_was_never_committed_is_a_note() -> None:
    found = told(look(app(commit=f"{facts.COMMIT}-dirty")), Level.NOTE)

    assert found == ["What runs was built from b7fb142 and changes that were never committed"]


def test_a_commit_that_is_not_here_is_a_note() -> None:
    assert "which is not in this clone" in told(look(app(), is_current=None), Level.NOTE)[0]
