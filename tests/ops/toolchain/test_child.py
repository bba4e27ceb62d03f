"""Following a child process."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from ops.toolchain.child import Child
from ops.toolchain.errors import UnavailableError
from tests.waiting import wait_until


def shell(script: str) -> Child:
    return Child(["/bin/sh", "-c", script], cwd=Path("/"), environment=os.environ)


def test_both_streams_are_read_to_the_end() -> None:
    child = shell("echo one; echo two >&2; exit 3")

    assert list(child.lines()) == ["one", "two"]
    assert child.status == 3


def test_its_last_words_are_kept() -> None:
    child = shell("seq 20; exit 1")
    list(child.lines())

    assert child.last_words == "13 | 14 | 15 | 16 | 17 | 18 | 19 | 20"


def test_a_silent_one_is_ended() -> None:
    child = shell("echo alive; exec sleep 600")

    with pytest.raises(UnavailableError, match=r"silent for 0.5 s.*alive"):
        list(child.lines(silence=0.5))
    assert child.status < 0


def test_one_that_is_left_is_ended(tmp_path: Path) -> None:
    child = shell("echo first; exec sleep 600")
    for _ in child.lines():
        break

    wait_until(lambda: child.status < 0)


def test_the_pulse_beats_without_output() -> None:
    beats: list[None] = []
    child = Child(
        [sys.executable, "-c", "import time; time.sleep(1.2)"],
        cwd=Path("/"),
        environment=os.environ,
    )
    list(child.lines(pulse=lambda: beats.append(None)))

    assert len(beats) >= 2
