"""put the reports of a preview or rehearsal onto a pull request, one comment per stack

Each comment is rewritten next time. The same text goes into the job's summary. Needs GITHUB_TOKEN
and GITHUB_REPOSITORY, as in a job of GitHub Actions.
"""

from __future__ import annotations

import argparse

from ops import github
from ops.screen import detail
from ops.verbs import report


def declare(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("pull", metavar="N", type=int, help="the number of the pull request")
    report.declare_kind(verb)
    report.declare_folder(verb)


def run(arguments: argparse.Namespace) -> None:
    repository, folder = github.from_environment(), report.folder(arguments, arguments.of)
    for stack in folder.stacks():
        text = folder.report(stack)
        detail(repository.comment(arguments.pull, f"{folder.kind} of {stack}", text))
