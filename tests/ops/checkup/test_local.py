"""localheroku: running, its database, its room."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from ops.checkup import local
from ops.checkup.finding import Level, run
from ops.checkup.local import GIGABYTE, Local
from tests.ops.checkup.facts import told

WELL = Local(
    is_running=True,
    address="http://127.0.0.1:8000",
    folder=Path("/clone/.local/heroku"),
    log=Path("/clone/.local/heroku.log"),
    log_bytes=1000,
    free_bytes=20 * GIGABYTE,
    postgres=5432,
)


def test_one_that_runs_names_address_log_and_database() -> None:
    found = list(run(local.CHECKS, WELL))

    assert {finding.level for finding in found} == {Level.FINE}
    assert "http://127.0.0.1:8000, its log: .local/heroku.log" in found[0].what


def test_one_that_ended_is_started_with_the_command_named() -> None:
    found = [*run(local.CHECKS, replace(WELL, is_running=False, postgres=None))]

    assert told(found) == ["localheroku doesn't run"]
    assert found[0].mend == "make up"


def test_a_database_that_does_not_answer_is_a_finding() -> None:
    assert told(run(local.CHECKS, replace(WELL, postgres=None))) == [
        "Its PostgreSQL doesn't answer"
    ]


def test_a_full_disk_is_a_finding_and_a_large_log_a_note() -> None:
    ill = replace(WELL, free_bytes=GIGABYTE // 2, log_bytes=GIGABYTE)

    assert told(run(local.CHECKS, ill)) == ["The disk is nearly full: 0.5 GB free"]
    assert told(run(local.CHECKS, ill), Level.NOTE) == ["The log has grown to 1.0 GB"]
