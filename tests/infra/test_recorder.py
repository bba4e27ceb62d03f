"""The recorder itself: a broken program turns tests red."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.infra.recorder import Deployment, Secret, run


def recorded(folder: Path, program: str) -> Deployment:
    file = folder / "__main__.py"
    file.write_text("import pulumi\n" + program)
    return run(stack="dev", config={}, secret=(), outputs_of={}, preview=False, program=file)


def test_an_empty_program_declares_nothing(tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        recorded(tmp_path, "")["app"]


def test_an_error_in_the_program_surfaces(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        recorded(tmp_path, "1 / 0")


def test_an_error_inside_an_apply_surfaces(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        recorded(tmp_path, "pulumi.Output.from_input(0).apply(lambda zero: 1 / zero)")


def test_an_error_for_the_user_is_what_is_shown(tmp_path: Path) -> None:
    assert recorded(tmp_path, "raise pulumi.RunError('no')").error == "no"


def test_a_resource_of_an_apply_is_recorded(tmp_path: Path) -> None:
    """Registered late, when a test that asserts as the program runs would have passed already."""
    program = "pulumi.Output.from_input('late').apply(lambda name: pulumi.Stash(name, input=1))"

    assert recorded(tmp_path, program)["late"].inputs == {"input": 1}


def test_a_secret_is_told_from_plain_text(tmp_path: Path) -> None:
    program = "pulumi.Stash('it', input={'a': pulumi.Output.secret('x'), 'b': 'x'})"

    assert recorded(tmp_path, program)["it"].inputs["input"] == {"a": Secret("x"), "b": "x"}


def test_one_run_leaves_nothing_for_the_next(tmp_path: Path) -> None:
    first = recorded(tmp_path, "pulumi.Stash('first', input=1)")
    second = recorded(tmp_path, "pulumi.Stash('second', input=2)")

    assert "first" in first
    assert "first" not in second
