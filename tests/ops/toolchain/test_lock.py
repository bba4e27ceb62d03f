"""One process at a time."""

from __future__ import annotations

from pathlib import Path
from threading import Event, Thread

from ops.toolchain import lock


def test_the_second_one_waits_and_says_so(tmp_path: Path) -> None:
    file, order, waits = tmp_path / "lock", list[str](), Event()

    def second() -> None:
        with lock.held(file, waiting=waits.set):
            order.append("second")

    with lock.held(file, waiting=lambda: order.append("waited")):
        thread = Thread(target=second)
        thread.start()
        assert waits.wait(10)
        order.append("first")
    thread.join(10)

    assert order == ["first", "second"]
