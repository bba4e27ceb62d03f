"""say what differs between the code's state and the platform

Resources that were changed by hand, config vars that were set outside of the code (names only), and
releases that were made outside of it. Nothing is changed. The exit status is 3 when something
differs.
"""

from __future__ import annotations

import argparse

from ops import deployed, differences, github, place
from ops.differences import Drift
from ops.errors import Alarming
from ops.place import Place
from ops.screen import detail, step
from ops.stacks import declare_stacks


def declare(verb: argparse.ArgumentParser) -> None:
    declare_stacks(verb)
    place.declare(verb)
    verb.add_argument(
        "--issue",
        action="store_true",
        help="open an issue on GitHub, or update the open one; close it when nothing differs",
    )


def run(arguments: argparse.Namespace) -> None:
    here = place.of(arguments)
    drifted = [stack for stack in arguments.stacks if _look(here, stack, arguments.issue)]
    if drifted:
        raise Alarming(
            f"Not as in the code, as told above: {' and '.join(drifted)}.\n"
            "To do: bring the change into the code, or let the code take it back: "
            f"pulumi up --refresh --stack {drifted[0]}"
        )


def _look(here: Place, stack: str, issue: bool) -> bool:
    step(f"Does {stack} differ from the code?")
    drift = differences.find(here, deployed.find(here, stack))
    if drift:
        print(drift.report(stack))
    else:
        detail("no: everything is as the code says")
        for release in drift.releases:
            detail(f"a release was made outside of it, of which nothing is left: {release}")
    if issue:
        _tell(stack, drift)
    return bool(drift)


def _tell(stack: str, drift: Drift) -> None:
    repository, name = github.from_environment(), f"drift of {stack}"
    if drift:
        detail(repository.open_issue(name, f"{stack} differs from the code", drift.report(stack)))
    else:
        repository.close_issue(name)
