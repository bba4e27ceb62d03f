"""`python -m ops rehearse`: a change is tried on a Heroku made for it, and the report says all."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from tests.e2e.clone import PROJECT, Clone, Finished
from tests.e2e.test_release_phase import BROKEN
from tests.waiting import wait_until

# PATH and HOME, and how this machine reaches a package index.
MACHINE = re.compile(r"PATH|HOME|SSL_CERT_\w+|(?i:\w+_proxy)")
PLAIN = "config-value-5590"
MIGRATION = """\
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("hello", "0001_initial")]
    operations = [
        migrations.AddField("greeting", "kind", models.CharField(default="", max_length=20)),
        migrations.RunPython(migrations.RunPython.noop),
    ]
"""
STACK_FILE = """\
encryptionsalt: v1:only-the-real-stack-has-the-passphrase
config:
  {project}:stage: {stage}
  {project}:promoteFrom: "{source}"
  {project}:protect: "false"
  {project}:secretKey:
    secure: v1:AAAA:BBBB
  {project}:configVars:
    {name}: {value}
"""


@dataclass(frozen=True)
class Rehearsed:
    """`again` is what `ops report` says afterwards."""

    done: Finished
    staging: str
    production: str
    again: str


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Clone:
    """A clone on which nothing runs."""
    return Clone.make(tmp_path_factory.mktemp("project"))


@contextmanager
def committed(clone: Clone, files: dict[str, str]) -> Iterator[None]:
    """One commit with these contents; afterwards it never was."""
    before = clone.git("rev-parse", "HEAD")
    for name, content in files.items():
        (clone.root / name).write_text(content)
    clone.commit("A change")
    try:
        yield
    finally:
        clone.git("reset", "--hard", "--quiet", before)


def environment(folder: Path) -> dict[str, str]:
    """No secret, no setting: what a fork's job has."""
    found = {name: value for name, value in os.environ.items() if MACHINE.fullmatch(name)}
    return found | {"TMPDIR": str(folder)}


def rehearse(clone: Clone, folder: Path) -> Rehearsed:
    done = clone.ops("rehearse", "HEAD^", env=environment(folder))
    again = clone.ops("report", "--of", "rehearsal").stdout
    staging, _, production = done.stdout.partition("### Rehearsal of production")
    return Rehearsed(done, staging.partition("### Rehearsal of staging")[2], production, again)


def stack_files(name: str) -> dict[str, str]:
    """As they are committed for Heroku, with secrets that nobody here can read."""
    sources = {"staging": "", "production": "staging"}
    return {
        f"Pulumi.{stage}.yaml": STACK_FILE.format(
            project=PROJECT, stage=stage, source=source, name=name, value=PLAIN
        )
        for stage, source in sources.items()
    }


def replaced_database(clone: Clone) -> str:
    """The program with an add-on that the engine has to replace."""
    program = (clone.root / "infra/app.py").read_text()
    plan = 'plan=f"heroku-postgresql:{self._settings.postgres_plan}",'
    protected = "protect=self._settings.protect)),"
    before, found, after = program.partition(plan)
    assert found
    return (
        before
        + found
        + 'config={"version": "17"},'
        + after.replace(protected, "delete_before_replace=True)),", 1)
    )


@pytest.fixture(scope="module")
def risky(project: Clone, tmp_path_factory: pytest.TempPathFactory) -> Rehearsed:
    """A change that adds a migration, removes a config name and replaces an add-on."""
    change = {
        "web/hello/migrations/0002_kind.py": MIGRATION,
        "infra/app.py": replaced_database(project),
    }
    with (
        committed(project, stack_files("OLD_NAME")),
        committed(project, stack_files("NEW_NAME") | change),
    ):
        return rehearse(project, tmp_path_factory.mktemp("risky"))


def test_it_says_what_is_lost_and_what_vanishes(risky: Rehearsed) -> None:
    assert risky.done.returncode == 0, risky.done.stdout + risky.done.stderr
    for report in (risky.staging, risky.production):
        assert "> - `postgres` is replaced: the add-on with all its data is lost." in report
        assert "> - Config vars vanish: `OLD_NAME`." in report
        assert "- Config vars gone: `OLD_NAME`.\n- Config vars new: `NEW_NAME`." in report


def test_it_says_what_the_migration_does_and_shows_the_release_phase(risky: Rehearsed) -> None:
    for report in (risky.staging, risky.production):
        assert "- Migration `hello.0002_kind` ran; **it can't be taken back**: `Raw" in report
        assert "Applying hello.0002_kind... OK" in report


def test_it_says_what_drops_while_there_is_no_database(risky: Rehearsed) -> None:
    counted = re.search(r"works, but (\d+) of (\d+) requests failed", risky.staging)

    assert counted
    assert 0 < int(counted[1]) < int(counted[2])
    assert re.search(r"^\| `500` \| `/db/` \| \d+ \| \d", risky.staging, re.MULTILINE)


def test_it_says_that_the_promotion_works(risky: Rehearsed) -> None:
    assert "- It runs the slug that `staging` runs." in risky.production
    assert "**1 to replace**, **1 to release**, **1 to update**" in risky.production


def test_the_report_is_made_again_from_what_was_left(risky: Rehearsed) -> None:
    assert risky.again.startswith("### Rehearsal of staging")
    assert risky.done.stdout.endswith(risky.again)


def test_a_failing_migration_and_refused_settings_are_told(project: Clone, tmp_path: Path) -> None:
    """Staging fails in its release phase; production is not deployed then, and couldn't be."""
    production = (project.root / "Pulumi.production.yaml").read_text()
    change = {
        "web/hello/migrations/0002_broken.py": BROKEN,
        "Pulumi.production.yaml": f"{production}  {PROJECT}:region: moon\n",
    }
    with committed(project, change):
        tried = rehearse(project, tmp_path)

    assert tried.done.returncode == 1
    assert tried.staging.startswith("\n\n**The deployment fails.**")
    assert "RuntimeError: the penguins are on strike" in tried.staging
    assert "- Migration `hello.0002_broken` **failed**" in tried.staging
    assert "none failed" in tried.staging, "the former release goes on serving"
    assert tried.production.startswith("\n\n**The preview failed.**")
    assert "moon" in tried.production
    assert list(tmp_path.iterdir()) == []


def test_a_base_that_cannot_be_brought_up_is_told(project: Clone, tmp_path: Path) -> None:
    with committed(project, {"Pulumi.yaml": f"name: {PROJECT}\n"}), committed(project, {}):
        tried = rehearse(project, tmp_path)

    assert tried.done.returncode == 1
    assert tried.staging.startswith("\n\n**The base can't be brought up**, so the change was not")
    assert "lacks `main`" in tried.production
    assert "Traceback" not in tried.done.stderr


def test_killed_midway_nothing_is_left(project: Clone, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "ops", "rehearse", "HEAD"]
    with subprocess.Popen(
        command,
        cwd=project.root,
        env=environment(tmp_path),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        wait_until(lambda: list(tmp_path.glob("*/code/.local/state/.pulumi/locks/*/*/*/*.json")))
        (lock,) = tmp_path.glob("*/code/.local/heroku/lock")  # the server's, with its id
        platform = psutil.Process(int(lock.read_text()))
        process.send_signal(signal.SIGTERM)
        status = process.wait(60)

    assert status == 130
    assert not platform.is_running()
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_commit_is_refused_before_anything_starts(project: Clone) -> None:
    refused = project.ops("rehearse", "no-such-branch")

    assert refused.returncode == 1
    assert "There is no commit 'no-such-branch' in this clone" in refused.stderr
