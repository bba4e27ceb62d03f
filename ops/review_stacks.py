"""Stacks of pull requests: what they are called, and what they start from."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import yaml

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
    if stack not in engine.stacks():
        engine.create(stack)
    elif not engine.has_secret_key(stack):
        engine.recover_secrets(stack)
    if not engine.has_secret_key(stack):
        engine.generate_secret_key(stack)
    engine.set(stack, "stage", "review")
    if app := app_name(engine.project, stack):
        engine.set(stack, "appName", app)


def app_name(folder: Path, stack: str) -> str:
    """After staging's app, where that has a name of its own; else none, for the project's default.

    Read from the file, for the engine may want staging's passphrase to tell.
    """
    file = folder / f"Pulumi.{STAGING}.yaml"
    found = (yaml.safe_load(file.read_text()) if file.exists() else None) or {}
    staging = (found.get("config") or {}).get(f"{project.read().name}:appName", "")
    return f"{staging.removesuffix(f'-{STAGING}')}-{stack}" if staging else ""
