"""Fake executables, and the real engine of this machine."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from ops import toolchain
from ops.toolchain import Toolchain
from tests.ops.toolchain.project import Project

MakeExecutable = Callable[[Path, str], Path]


@pytest.fixture
def executable() -> MakeExecutable:
    """Makes a shell script that can be run."""

    def make(file: Path, script: str) -> Path:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"#!/bin/sh\n{script}\n")
        file.chmod(0o755)
        return file

    return make


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    """A machine's cache with nothing in it."""
    folder = tmp_path / "cache"
    folder.mkdir()
    return folder


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A trial's PULUMI_HOME, not made yet."""
    return tmp_path / "home"


@pytest.fixture(scope="session")
def tools(tmp_path_factory: pytest.TempPathFactory) -> Toolchain:
    """The engine as people get it, from the cache of this machine, with a home of its own."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return toolchain.get(
        cache=Path(base) / "django-on-heroku",
        home=tmp_path_factory.mktemp("home"),
        say=print,
    )


@pytest.fixture(scope="session")
def blank(tools: Toolchain, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project whose program is empty, with a stack that has never been deployed; to copy."""
    return Project.make(tmp_path_factory.mktemp("blank"), tools)
