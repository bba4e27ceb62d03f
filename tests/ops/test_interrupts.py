"""^C while a child is at work."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from ops.interrupts import patience


def test_an_interrupted_child_ends_in_its_own_time(tmp_path: Path) -> None:
    ended = tmp_path / "ended"

    def interrupted() -> None:
        with patience():
            os.kill(os.getpid(), signal.SIGINT)
            ended.touch()

    with pytest.raises(KeyboardInterrupt):
        interrupted()

    assert ended.exists()
