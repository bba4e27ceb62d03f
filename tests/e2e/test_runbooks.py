"""The runbooks do what they say: their own commands, page after page, as people type them."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from tests import runbooks
from tests.e2e.clone import PROJECT, Clone, Finished
from tests.waiting import wait_until

TEMPLATE = "web/hello/templates/hello/index.html"
STAGING = f"{PROJECT}-staging"
SECONDS = 600

Situation = Callable[[Clone], AbstractContextManager[None]]


@pytest.fixture
def library(tmp_path: Path, heroku_cli: None) -> Iterator[Clone]:
    """A clone of its own: the last page takes all of it away."""
    with Clone.running(tmp_path / "clone") as clone:
        yield clone


@contextmanager
def a_change(clone: Clone) -> Iterator[None]:
    """Something new is committed."""
    edit(clone, "Better")
    yield


@contextmanager
def a_greeting(clone: Clone) -> Iterator[None]:
    """A row that must still be there when the page is done."""
    psql(clone, "INSERT INTO hello_greeting (text, created) VALUES ('kept', now())")
    yield
    assert "kept" in clone.visit(clone.url("staging") + "db/").text


@contextmanager
def a_lost_greeting(clone: Clone) -> Iterator[None]:
    """The same, but only the first backup has it."""
    with a_greeting(clone):
        heroku(clone, "pg:backups:capture", "--app", STAGING)
        psql(clone, "DELETE FROM hello_greeting")
        yield


def psql(clone: Clone, statement: str) -> None:
    heroku(clone, "pg:psql", "--app", STAGING, "--command", statement)


def heroku(clone: Clone, *command: str) -> None:
    done = clone.ops("heroku", "--", *command)
    assert done.returncode == 0, done.stderr


@contextmanager
def a_killed_engine(clone: Clone) -> Iterator[None]:
    """An `up` whose build has begun, killed with all that it started."""
    edit(clone, "Interrupted")
    with subprocess.Popen(
        ["pulumi", "up", "--yes", "--skip-preview", "--stack", "staging"],
        cwd=clone.root,
        env=clone.exports(),
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    ) as engine:
        known = clone.log.count("POST /apps/")
        wait_until(lambda: clone.log.count("POST /apps/") > known)
        os.killpg(engine.pid, signal.SIGKILL)
    yield


@contextmanager
def nothing_special(_clone: Clone) -> Iterator[None]:
    """What the pages before have left."""
    yield


def edit(clone: Clone, word: str) -> None:
    page = clone.root / TEMPLATE
    page.write_text(page.read_text().replace("</h1>", f" {word}</h1>"))
    clone.commit(word)


SITUATIONS: dict[str, Situation] = {
    "deploy": a_change,
    "restore-the-database": a_lost_greeting,
    "recover-a-state": a_killed_engine,
    "change-a-database-plan": a_greeting,
}


def test_every_runbook_does_what_it_says(library: Clone, subtests: pytest.Subtests) -> None:
    for page in [runbooks.HOW_TO, *runbooks.pages()]:
        with subtests.test(page.stem), SITUATIONS.get(page.stem, nothing_special)(library):
            done = follow(library, page)

            assert done.returncode == 0, f"{done.stdout[-3000:]}\n{done.stderr[-3000:]}"


def follow(clone: Clone, page: Path) -> Finished:
    """Run what the page has; a command that hangs is ended."""
    return clone.run(["timeout", str(SECONDS), "sh", "-c", runbooks.script(page)])
