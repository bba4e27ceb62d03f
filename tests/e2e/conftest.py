"""One clone and one platform for a run; a stack of its own for each test that changes things."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.clone import Clone, Stack


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder is end to end."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("e2e")


@pytest.fixture(scope="session")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clone]:
    """A clone on which `make up` has run once."""
    clone = Clone.make(tmp_path_factory.mktemp("clone"))
    try:
        bring_up(clone)
        yield clone
    finally:
        clone.ops("down")


@pytest.fixture
def deployed(clone: Clone) -> Clone:
    """Staging and production run what is checked out."""
    if not clone.fresh:
        bring_up(clone)
    return clone


@pytest.fixture
def stack(clone: Clone) -> Stack:
    """A new stack with a secret key, not deployed yet."""
    stack = Stack(clone, f"t{secrets.token_hex(3)}")
    done = clone.pulumi("stack", "init", stack.name, "--no-select")
    assert done.returncode == 0, done.stderr
    stack.set("pipelineOwner", "none")
    stack.set_secret("secretKey", secrets.token_urlsafe(50))
    return stack


def bring_up(clone: Clone) -> None:
    done = clone.ops("up")
    assert done.returncode == 0, done.stdout + done.stderr
    clone.fresh = True
