"""How progress looks, with a terminal and without."""

from __future__ import annotations

import pytest

from ops.toolchain.progress import Progress


class Clock:
    """A clock that a test moves."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_without_a_terminal_there_is_a_line_now_and_then() -> None:
    clock, said = Clock(), list[str]()
    progress = Progress(said.append, terminal=False, clock=clock)
    for second in range(65):
        clock.now = second
        progress.show(f"{second} of 65")

    assert said == ["15 of 65 (0:15)", "30 of 65 (0:30)", "45 of 65 (0:45)", "60 of 65 (1:00)"]


def test_on_a_terminal_it_stays_in_its_line(capsys: pytest.CaptureFixture[str]) -> None:
    clock, said = Clock(), list[str]()
    progress = Progress(said.append, terminal=True, clock=clock)
    progress.show("one")
    clock.now = 61
    progress.show("two")
    progress.done()

    assert capsys.readouterr().err == ("\r\033[K       one (0:00)\r\033[K       two (1:01)\r\033[K")
    assert said == []
