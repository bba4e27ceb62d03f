"""Stacks of pull requests: what they are called, and what they start from."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ops import project
from ops.engine import Engine

STAGING = "staging"
NAME = re.compile(r"pr-(\d+)")


def name(number: int) -> str:
    return f"pr-{number}"


def numbers(stacks: Iterable[str]) -> list[int]:
    """Of the pull requests that have a stack."""
    matches = (NAME.fullmatch(stack) for stack in stacks)
    return sorted(int(match[1]) for match in matches if match)


def prepare(engine: Engine, stack: str) -> None:
    """Make the stack unless it is there, on the project's defaults, with a secret key that stays.

    A job of CI has a fresh checkout each time: the key comes back from the stack's last deployment.
    """
    engine.unlock(stack)
    known = engine.stacks()
    if stack not in known:
        engine.create(stack)
    elif not engine.has_secret_key(stack):
        engine.recover_secrets(stack)
    if not engine.has_secret_key(stack):
        engine.generate_secret_key(stack)
    engine.set(stack, "stage", "review")
    if STAGING in known:
        _name_app(engine, stack)


def _name_app(engine: Engine, stack: str) -> None:
    """After staging's app, where that has a name of its own: the project's is not unique."""
    if staging := engine.config(STAGING).get(f"{project.read().name}:appName"):
        engine.set(stack, "appName", f"{staging.removesuffix(f'-{STAGING}')}-{stack}")
