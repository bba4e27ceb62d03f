"""print what was previewed or rehearsed, as Markdown for a comment or a job's summary"""

from __future__ import annotations

import argparse
from pathlib import Path

from ops.reporting.folder import KINDS, PREVIEW, Folder
from ops.trial import Trial


def declare(verb: argparse.ArgumentParser) -> None:
    declare_kind(verb)
    declare_folder(verb)


def run(arguments: argparse.Namespace) -> None:
    found = folder(arguments, arguments.of)
    for stack in found.stacks():
        print(found.report(stack))


def declare_kind(verb: argparse.ArgumentParser) -> None:
    """The option that says what of."""
    verb.add_argument("--of", choices=KINDS, default=PREVIEW, help="default: %(default)s")


def declare_folder(verb: argparse.ArgumentParser, kind: str = "KIND") -> None:
    """The option that says where the event logs are."""
    default = _default(kind).relative_to(Trial().root)
    verb.add_argument(
        "--folder",
        type=Path,
        metavar="DIR",
        help=f"what the report is made from; default: {default}",
    )


def folder(arguments: argparse.Namespace, kind: str) -> Folder:
    return Folder(arguments.folder or _default(kind), kind)


def _default(kind: str) -> Path:
    return Trial().folder / "reports" / kind
