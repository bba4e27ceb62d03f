"""Engine, plugin, Python, git and uv."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from ops.checkup import tools
from ops.checkup.finding import Level, run
from ops.checkup.tools import Tools
from ops.toolchain.pins import OLDEST_PULUMI
from tests.ops.checkup.facts import told

WELL = Tools(
    pulumi=OLDEST_PULUMI,
    origin="on PATH, /usr/bin/pulumi",
    missing="",
    plugin=tools.OFFICIAL,
    plugin_folder=Path("plugins/resource-heroku"),
    python=(3, 13, 1),
    git="2.43",
    uv="0.13",
    is_installed=True,
    is_trial=False,
)


def test_all_there_is_fine() -> None:
    assert {finding.level for finding in run(tools.CHECKS, WELL)} == {Level.FINE}


def test_no_engine_says_what_was_found_instead() -> None:
    ill = replace(WELL, pulumi="", missing="no `pulumi` on PATH")
    finding = next(iter(tools.check_engine(ill)))

    assert (finding.what, finding.where) == ("There is no engine", "no `pulumi` on PATH")


def test_an_old_engine_names_the_oldest_accepted() -> None:
    found = told(tools.check_engine(replace(WELL, pulumi="3.100.0")))

    assert found == [f"pulumi is 3.100.0; {OLDEST_PULUMI} or newer is needed"]


def test_a_missing_plugin_is_a_finding_on_the_trial_and_a_note_elsewhere() -> None:
    ill = replace(WELL, plugin="")

    assert told(tools.check_plugin(replace(ill, is_trial=True)))
    assert told(tools.check_plugin(ill), Level.NOTE)


def test_an_old_python_is_a_finding() -> None:
    assert told(tools.check_python(replace(WELL, python=(3, 10, 4)))) == [
        "Python is 3.10.4; 3.11 or newer is needed"
    ]


def test_packages_older_than_the_lock_are_a_note() -> None:
    assert told(tools.check_python(replace(WELL, is_installed=False)), Level.NOTE)


def test_git_and_uv_are_needed() -> None:
    assert len(told(tools.check_git_and_uv(replace(WELL, git="", uv="")))) == 2
