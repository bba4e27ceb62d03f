"""What is in use, and when it ends."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from ops.checkup import versions
from ops.checkup.finding import Level, run
from ops.checkup.table import Table
from ops.checkup.versions import AppVersions
from ops.project import Project
from tests.ops.checkup.facts import app, told

TABLE, TODAY = Table.read(), date(2026, 11, 22)


def made(root: Path, python: str, django: str) -> Project:
    (root / "web").mkdir()
    (root / "web/.python-version").write_text(f"{python}\n")
    (root / "web/requirements.txt").write_text(f"asgiref==3.0\nDjango=={django}\n")
    return Project(root=root, name="it", folder="web")


def test_the_files_of_the_app_are_read(tmp_path: Path) -> None:
    found = versions.gather(TABLE, made(tmp_path, "3.12.4", "4.2.9"), TODAY)

    assert told(run(versions.CHECKS, found), Level.FINE) == ["Python 3.12, until 2028-10-31"]
    assert told(run(versions.CHECKS, found)) == ["Django 4.2 ended on 2026-04-07"]


def test_a_python_that_no_file_names_is_a_finding(tmp_path: Path) -> None:
    found = versions.gather(TABLE, Project(root=tmp_path, name="it", folder="."), TODAY)

    assert "Nothing says which Python" in told(run(versions.CHECKS, found))[0]


def test_the_app_s_stack_image_and_retired_plan_are_told() -> None:
    old = app(
        body={"stack": {"name": "heroku-22"}},
        addons=({"plan": {"name": "heroku-postgresql:mini"}},),
    )
    found = list(run(versions.APP_CHECKS, AppVersions(app=old, table=TABLE, today=TODAY)))

    assert told(found, Level.NOTE) == ["heroku-22 ends on 2027-04-30, in 159 days"]
    assert told(found) == ["the plan mini ended on 2024-05-29"]
