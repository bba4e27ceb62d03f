"""Ask before something that visitors will notice."""

from __future__ import annotations

import argparse
import sys

from ops.errors import OpsError


def declare(verb: argparse.ArgumentParser) -> None:
    how = verb.add_mutually_exclusive_group()
    how.add_argument("--yes", action="store_true", help="don't ask")
    how.add_argument("--dry-run", action="store_true", help="show what would be done, and end")


def ask(question: str, arguments: argparse.Namespace) -> bool:
    """Whether to go on. Raises OpsError where nobody can answer, or answers no."""
    if arguments.dry_run:
        return False
    if arguments.yes:
        return True
    if not sys.stdin.isatty():
        raise OpsError(f"{question} Nobody is there to ask, so nothing was done. To do it: --yes")
    if _answer(f"{question} [y/N] ").strip().lower() not in ("y", "yes"):
        raise OpsError("Nothing was done.")
    return True


def _answer(question: str) -> str:
    try:
        return input(question)
    except EOFError:  # ^D
        return ""
