"""Programs, run by the real engine through the stand-in for its language host."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ops.toolchain.project import Project

ROOT = Path(__file__).resolve().parents[4]


@pytest.fixture
def project(tmp_path: Path, blank: Project) -> Project:
    return blank.copy(tmp_path / "copy")


def test_an_empty_program_makes_a_stack_without_a_word(project: Project) -> None:
    done = project.preview()

    assert done.returncode == 0, done.stdout
    assert "warning" not in done.stdout + done.stderr


def test_config_and_outputs_go_through(project: Project) -> None:
    project.pulumi("config", "set", "greeting", "hello", "--stack", "dev")
    project.write("import pulumi; pulumi.export('said', pulumi.Config().require('greeting'))")
    project.up()

    assert project.pulumi("stack", "output", "said", "--stack", "dev").stdout == "hello\n"


def test_a_secret_stays_one(project: Project) -> None:
    project.pulumi("config", "set", "--secret", "key", "planted", "--stack", "dev")
    project.write("import pulumi; pulumi.export('key', pulumi.Config().require_secret('key'))")
    done = project.up()
    exported = project.pulumi("stack", "export", "--stack", "dev").stdout

    assert "[secret]" in done.stdout
    assert "ciphertext" in exported
    assert "planted" not in done.stdout + exported


def test_what_the_program_prints_is_shown(project: Project) -> None:
    project.write("import sys; print('to stdout'); print('to stderr', file=sys.stderr)")
    said = project.preview().stdout

    assert "to stdout" in said
    assert "to stderr" in said


def test_the_program_runs_in_its_own_folder_and_sees_no_other(project: Project) -> None:
    (project.folder / "program" / "beside.py").write_text("name = 'beside'\n")
    project.write("""
        import os, sys, pulumi, beside
        pulumi.export("cwd", os.getcwd())
        pulumi.export("path", sys.path)
        pulumi.export("pythonpath", os.environ.get("PYTHONPATH", "none"))
    """)
    said = project.preview().stdout

    assert str(project.folder / "program") in said
    assert f'"{ROOT}"' not in said
    assert '"none"' in said


def test_a_bug_is_shown_from_the_programs_first_line_on(project: Project) -> None:
    project.write("def divide() -> None:\n    1 / 0\n\ndivide()\n")
    done = project.preview()
    traceback = done.stdout.partition("Traceback (most recent call last):")[2]

    assert done.returncode != 0
    assert traceback.split(",")[0].strip().endswith('program/__main__.py"')
    assert "ZeroDivisionError: division by zero" in traceback


def test_a_bug_in_an_apply_is_shown_too(project: Project) -> None:
    project.write("import pulumi; pulumi.Output.from_input(0).apply(lambda x: 1 / x)")
    done = project.preview()

    assert done.returncode != 0
    assert "ZeroDivisionError" in done.stdout


@pytest.mark.parametrize(
    "end", ["raise pulumi.RunError('no such plan')", "raise SystemExit('no such plan')"]
)
def test_a_program_that_says_why_it_stops_is_not_taken_for_a_bug(
    end: str, project: Project
) -> None:
    project.write(f"import pulumi\n{end}\n")
    done = project.preview()

    assert done.returncode != 0
    assert "error: no such plan\n" in done.stdout
    assert "Traceback" not in done.stdout


def test_an_exit_status_alone_is_named(project: Project) -> None:
    project.write("raise SystemExit(3)")

    assert "error: The program ended with exit status 3.\n" in project.preview().stdout


def test_about_names_this_python(project: Project) -> None:
    done = project.pulumi("about")

    assert done.returncode == 0, done.stderr
    assert "This project is written in python: executable=" in done.stdout
    assert "heroku" in done.stdout
