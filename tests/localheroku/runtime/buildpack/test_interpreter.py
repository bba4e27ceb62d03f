"""The Python that an app asks for is used if any on this machine runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from localheroku.runtime.buildpack.interpreter import OURS, Interpreter, Interpreters
from localheroku.runtime.buildpack.output import Output
from localheroku.runtime.buildpack.python_version import PythonVersion

pytestmark = pytest.mark.anyio

SHIM = "#!/bin/sh\necho 'pyenv: command not found'\nexit 127\n"


def program(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)
    return path


async def choose(home: Path, version: str, said: list[str] | None = None) -> Interpreter:
    environ = {"HOME": str(home), "PATH": f"{home}/shims:{home}/bin"}
    output = Output(([] if said is None else said).append)
    return await Interpreters(environ).choose(PythonVersion(text=version, origin="x"), output)


async def test_ours_is_taken_without_a_search_if_it_fits(tmp_path: Path) -> None:
    assert await choose(tmp_path, OURS.version) == OURS


async def test_one_on_path_is_taken(tmp_path: Path) -> None:
    path = program(tmp_path / "bin" / "python3.99", "#!/bin/sh\necho 3.99.4\n")

    assert await choose(tmp_path, "3.99") == Interpreter(path=path, version="3.99.4")


async def test_a_shim_that_does_not_run_is_passed_over(tmp_path: Path) -> None:
    program(tmp_path / "shims" / "python3.99", SHIM)
    path = program(tmp_path / "bin" / "python3.99", "#!/bin/sh\necho 3.99.4\n")

    assert (await choose(tmp_path, "3.99")).path == path


async def test_one_that_pyenv_installed_but_does_not_show_is_taken(tmp_path: Path) -> None:
    program(tmp_path / "shims" / "python3.99", SHIM)
    path = tmp_path / ".pyenv" / "versions" / "3.99.4" / "bin" / "python3.99"
    program(path, "#!/bin/sh\necho 3.99.4\n")

    assert (await choose(tmp_path, "3.99")).path == path


async def test_an_exact_version_is_preferred(tmp_path: Path) -> None:
    program(tmp_path / "bin" / "python3.99", "#!/bin/sh\necho 3.99.4\n")
    path = tmp_path / ".local/share/uv/python/cpython-3.99.5-linux/bin/python3.99"
    program(path, "#!/bin/sh\necho 3.99.5\n")

    assert (await choose(tmp_path, "3.99.5")).path == path


async def test_another_patch_level_is_taken_with_a_warning(tmp_path: Path) -> None:
    program(tmp_path / "bin" / "python3.99", "#!/bin/sh\necho 3.99.4\n")
    said: list[str] = []

    assert (await choose(tmp_path, "3.99.5", said)).version == "3.99.4"
    assert "Python 3.99.5 isn't available" in said[0]


async def test_ours_is_taken_with_a_warning_that_names_both_if_none_runs(tmp_path: Path) -> None:
    program(tmp_path / "shims" / "python3.99", SHIM)
    program(tmp_path / "bin" / "python3.99", "not a program").chmod(0o644)
    said: list[str] = []

    assert await choose(tmp_path, "3.99", said) == OURS
    assert "Warning: Python 3.99 isn't available" in said[0]
    assert f"uses Python {OURS.version} instead" in said[0]
