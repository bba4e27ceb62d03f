"""try a change: deploy BASE to a Heroku made for it, then HEAD, with requests all the while

The report says whether the deployment works, what its migrations do, which requests fail meanwhile,
which config vars vanish, and whether production's promotion works. No account, no secret, and your
own trial is not touched. The exit status is 1 when the deployment of BASE or of HEAD fails.
"""

from __future__ import annotations

import argparse

from ops import github
from ops.errors import OpsError
from ops.interrupts import termination_as_interrupt
from ops.rehearsal.checkout import commit, is_dirty
from ops.rehearsal.rehearsal import rehearse
from ops.reporting import facts
from ops.reporting.folder import REHEARSAL
from ops.screen import detail
from ops.stacks import STACKS
from ops.verbs import report

HEAD = "HEAD"


def declare(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("base", metavar="BASE", help="what is deployed: main, for example")
    verb.add_argument(
        "head", metavar="HEAD", nargs="?", default=HEAD, help="the change; default: %(default)s"
    )
    report.declare_folder(verb, REHEARSAL)


def run(arguments: argparse.Namespace) -> None:
    base, head = commit(arguments.base), commit(arguments.head)
    if arguments.head == HEAD and is_dirty():
        detail("uncommitted changes are not part of it: commit them first to try them out")
    folder = report.folder(arguments, REHEARSAL)
    logs = {stack: folder.clear(stack) for stack in STACKS}
    with termination_as_interrupt():
        seen = rehearse(base, head, logs)
    for stack in STACKS:
        folder.note(stack, seen[stack])
        text = folder.report(stack)
        print(text)
        github.add_to_summary(text)
    if failed := [stack for stack in STACKS if seen[stack].stage != facts.DONE]:
        raise OpsError(
            f"The rehearsal of {' and '.join(failed)} failed: the report above says why."
        )
