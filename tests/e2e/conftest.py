"""One clone and one platform for a run; a stack of its own for a test that changes things."""

from __future__ import annotations

import os
import secrets
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.e2e.clone import Clone, Stack
from tests.e2e.shell import Shell, shell
from tests.localheroku.cli.install import NODE, installed

# What is made once for several tests: those go to one worker.
COSTLY = ("ahead", "first_up", "heroku_shell", "risky")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder is end to end. What has a platform of its own takes longest."""
    ours = [item for item in items if Path(__file__).parent in item.path.parents]
    for item in ours:
        item.add_marker("e2e")
        for fixture in COSTLY:
            if fixture in fixtures(item):
                item.add_marker(pytest.mark.xdist_group(fixture))
    items.sort(key=lambda item: "clone" in fixtures(item))


def fixtures(item: pytest.Item) -> list[str]:
    """The names of all that a test needs, however indirectly."""
    return item.fixturenames if isinstance(item, pytest.Function) else []


@pytest.fixture(scope="session")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clone]:
    with Clone.running(tmp_path_factory.mktemp("clone")) as clone:
        yield clone


@pytest.fixture(scope="session")
def heroku_shell(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    """A person who works with `--on heroku`, and has done what the README says."""
    with shell(tmp_path_factory.mktemp("heroku")) as clone:
        for stack in ("staging", "production"):
            clone.make_stack(stack)
        clone.commit("Our names and secrets")
        yield clone


@pytest.fixture
def on_heroku(heroku_shell: Shell) -> Shell:
    """Its staging and production run what is checked out."""
    heroku_shell.bring_up()
    return heroku_shell


@pytest.fixture
def heroku_cli(monkeypatch: pytest.MonkeyPatch) -> None:
    """The official Heroku CLI is on PATH."""
    folders = (installed(), NODE, os.environ["PATH"])
    monkeypatch.setenv("PATH", os.pathsep.join(map(str, folders)))


@pytest.fixture
def deployed(clone: Clone) -> Clone:
    """Staging and production run what is checked out."""
    clone.bring_up()
    return clone


@pytest.fixture
def stack(clone: Clone) -> Stack:
    """A new stack with a secret key, not deployed yet."""
    return new_stack(clone)


@dataclass(frozen=True, kw_only=True)
class FirstUp:
    """What it showed, asked of the platform, and made of the app."""

    stack: Stack
    shown: str
    calls: Counter[tuple[str, str]]
    releases: list[str]


@pytest.fixture(scope="session")
def first_up(clone: Clone) -> FirstUp:
    """A stack's first `up`, done once for all who look at it."""
    stack, before = new_stack(clone), Counter(clone.api_calls())
    shown = stack.must_up().stdout
    return FirstUp(
        stack=stack,
        shown=shown,
        calls=Counter(clone.api_calls()) - before,
        releases=[each["description"] for each in reversed(clone.releases(stack.app))],
    )


@pytest.fixture
def shared(first_up: FirstUp) -> Stack:
    """A stack that runs what is checked out, for tests that leave it as they found it."""
    stack = first_up.stack
    built = stack.builds()[-1]["source_blob"]["version"]
    if stack.clone.git("diff", "--name-only", built, "HEAD", "--", "web"):
        stack.must_up()
    return stack


def new_stack(clone: Clone) -> Stack:
    stack = Stack(clone, f"t{secrets.token_hex(3)}")
    done = clone.pulumi("stack", "init", stack.name, "--no-select")
    assert done.returncode == 0, done.stderr
    stack.set("pipelineOwner", "none")
    stack.set_secret("secretKey", secrets.token_urlsafe(50))
    return stack
