"""print what was previewed or rehearsed, as Markdown for a comment or a job's summary"""

from __future__ import annotations

import argparse
from pathlib import Path

from ops.reporting.folder import Folder
from ops.trial import Trial


def declare(verb: argparse.ArgumentParser) -> None:
    declare_folder(verb)


def declare_folder(verb: argparse.ArgumentParser) -> None:
    """The option that says where the event logs are."""
    default = Trial().folder / "reports"
    verb.add_argument(
        "--folder",
        type=Path,
        default=default,
        metavar="DIR",
        help=f"what the report is made from; default: {default.relative_to(Trial().root)}",
    )


def run(arguments: argparse.Namespace) -> None:
    folder = Folder(arguments.folder)
    for stack in folder.stacks():
        print(folder.report(stack))
