"""The platform in the background is found again, whatever became of the command that started it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from ops.platform import Platform
from tests.waiting import wait_until

ROOT = Path(__file__).parents[2]
CALL = """
import sys
from pathlib import Path
from ops.errors import OpsError
from ops.platform import Platform

try:
    getattr(Platform(root=Path.cwd(), data=Path(sys.argv[1])), sys.argv[2])()
except OpsError as error:
    sys.exit(str(error))
"""


@pytest.fixture
def platform(tmp_path: Path) -> Iterator[Platform]:
    platform = Platform(root=ROOT, data=tmp_path / "heroku")
    yield platform
    platform.remove()


def call(platform: Platform, method: str) -> str:
    """In a process of its own, as a command does; the answer is what went wrong."""
    command = [sys.executable, "-c", CALL, str(platform.data), method]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stderr


def test_one_that_nobody_waited_for_is_found(platform: Platform) -> None:
    """As after a `make up` that was killed right after it had started the server."""
    call(platform, "_launch")
    wait_until(platform.running)

    assert call(platform, "start") == ""
    with platform.api() as api:
        assert api.get("/account")
    platform.remove()
    assert (platform.running(), platform.data.exists()) == (False, False)


def test_a_stranger_with_the_id_of_a_dead_one_is_left_alone(platform: Platform) -> None:
    call(platform, "start")
    lock = platform.data / "lock"
    psutil.Process(int(lock.read_text())).kill()
    wait_until(lambda: not platform.running())
    lock.write_text(f"{os.getpid()}\n")
    platform.remove()

    assert not platform.data.exists()


def test_a_lock_that_was_cut_off_is_no_obstacle(platform: Platform) -> None:
    platform.data.mkdir()
    (platform.data / "lock").touch()

    assert not platform.running()
    assert call(platform, "start") == ""
    assert platform.running()


def test_one_that_cannot_start_says_why(platform: Platform) -> None:
    platform.data.mkdir()
    (platform.data / "thesis.txt").touch()
    said = call(platform, "start")
    shutil.rmtree(platform.data)

    assert "holds files that localheroku did not put there" in said
