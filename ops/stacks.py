"""Stacks as arguments of a command, and the stages they stand in."""

from __future__ import annotations

import argparse
import re

STACKS = ("staging", "production")
# Of a pipeline, from the first to the last.
STAGES = ("review", "development", "staging", "production")
# https://www.pulumi.com/docs/iac/concepts/stacks/#create-a-stack
STACK_NAME = re.compile(r"[A-Za-z0-9._-]{1,100}")


def declare_stacks(verb: argparse.ArgumentParser) -> None:
    """Any number of stacks; those of the pipeline when none is named."""
    verb.add_argument(
        "stacks",
        metavar="STACK",
        nargs="*",
        type=stack,
        default=STACKS,
        help=f"a stack, or several in this order; default: {' '.join(STACKS)}",
    )


def stack(text: str) -> str:
    if not STACK_NAME.fullmatch(text):
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a stack's name: up to 100 letters, digits, `.`, `-` and `_` are"
        )
    return text
