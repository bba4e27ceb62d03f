"""say what an `up` would change, as a reviewer wants to read it

Keeps the engine's event log, for `python -m ops report`. The exit status is 1 when a stack can't be
previewed; the report then says why. With --fail-on-danger it is 3 when something would be lost:
data, an address, config vars.
"""

from __future__ import annotations

import argparse

from ops import deployed, github, place
from ops.errors import Alarming, OpsError
from ops.reporting.danger import dangers
from ops.reporting.folder import PREVIEW
from ops.screen import step
from ops.stacks import declare_stacks
from ops.verbs import report


def declare(verb: argparse.ArgumentParser) -> None:
    declare_stacks(verb)
    place.declare(verb)
    report.declare_folder(verb, PREVIEW)
    verb.add_argument(
        "--fail-on-danger",
        action="store_true",
        help="exit with 3 when an app, add-on, attachment, domain or config var would be lost",
    )


def run(arguments: argparse.Namespace) -> None:
    here, folder = place.of(arguments), report.folder(arguments, PREVIEW)
    failed, dangerous = [], []
    for stack in arguments.stacks:
        step(f"pulumi preview --stack {stack}")
        try:
            with deployed.known(here, stack):
                events = here.engine.preview(stack, log=folder.clear(stack))
            if dangers(events):
                dangerous.append(stack)
        except OpsError as error:
            failed.append(stack)
            folder.note_failure(stack, str(error))
        text = folder.report(stack)
        print(text)
        github.add_to_summary(text)
    if failed:
        raise OpsError(f"No preview of {' and '.join(failed)}: the report above says why.")
    if dangerous and arguments.fail_on_danger:
        raise Alarming(
            f"Something of {' and '.join(dangerous)} would be lost; the report above says what.\n"
            "To do: change the code so that it stays; or, if it is meant, go on without "
            "--fail-on-danger."
        )
