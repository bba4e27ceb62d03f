"""What an end leaves: `make down`, and ^C in the middle of an `up`."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest

from tests import git
from tests.e2e.clone import PROJECT, Clone
from tests.waiting import wait_until


@pytest.fixture
def own_clone(tmp_path: Path) -> Iterator[Clone]:
    """A clone of the test's own, with nothing up yet."""
    clone = Clone.make(tmp_path / "clone")
    yield clone
    clone.ops("down")


def processes_of(clone: Clone) -> list[str]:
    """The command lines of all processes that stand in the clone, or were given its path."""
    return [
        " ".join(process.info["cmdline"] or [])
        for process in psutil.process_iter(["cmdline", "cwd"])
        if str(clone.root) in f"{process.info['cwd']} {process.info['cmdline']}"
    ]


def refuses(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def test_down_leaves_no_process_no_port_no_database_no_file(own_clone: Clone) -> None:
    assert own_clone.ops("up", "staging").returncode == 0
    config = own_clone.api(f"/apps/{PROJECT}-staging/config-vars")
    database = urlsplit(config["DATABASE_URL"])
    web = urlsplit(own_clone.url("staging"))
    assert processes_of(own_clone)
    down = own_clone.ops("down")

    assert down.returncode == 0, down.stderr
    assert processes_of(own_clone) == []
    assert refuses(database.port or 0)
    assert refuses(web.port or 0)
    assert not (own_clone.root / ".local").exists()
    assert own_clone.git("status", "--porcelain") == ""


def test_down_twice_is_no_error(own_clone: Clone) -> None:
    assert [own_clone.ops("down").returncode, own_clone.ops("down").returncode] == [0, 0]


def test_an_interrupted_up_is_finished_by_the_next(own_clone: Clone) -> None:
    up = subprocess.Popen(
        [sys.executable, "-m", "ops", "up", "staging"],
        cwd=own_clone.root,
        env=os.environ | git.ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    log = own_clone.root / ".local/heroku.log"
    wait_until(lambda: log.exists() and "/config-vars" in log.read_text(), seconds=300)
    os.killpg(up.pid, signal.SIGINT)
    said, _ = up.communicate(timeout=120)

    assert up.returncode == 130
    assert "Traceback" not in said
    assert own_clone.ops("up", "staging").returncode == 0
    assert own_clone.visit(own_clone.url("staging")).status_code == 200
