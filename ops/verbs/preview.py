"""say what an `up` would change, as a reviewer wants to read it

Keeps the engine's event log, for `python -m ops report`. The exit status is 1 when a stack can't be
previewed; the report then says why.
"""

from __future__ import annotations

import argparse

from ops import place
from ops.errors import OpsError
from ops.reporting.folder import Folder
from ops.screen import step
from ops.stacks import declare_stacks
from ops.verbs import report


def declare(verb: argparse.ArgumentParser) -> None:
    declare_stacks(verb)
    place.declare(verb)
    report.declare_folder(verb)


def run(arguments: argparse.Namespace) -> None:
    engine, folder = place.of(arguments).engine, Folder(arguments.folder)
    failed = []
    for stack in arguments.stacks:
        step(f"pulumi preview --stack {stack}")
        try:
            engine.preview(stack, log=folder.clear(stack))
        except OpsError as error:
            failed.append(stack)
            folder.note_failure(stack, str(error))
        print(folder.report(stack))
    if failed:
        raise OpsError(f"No preview of {' and '.join(failed)}: the report above says why.")
