"""put the reports of a preview or rehearsal onto a pull request, one comment per stack

Each comment is rewritten next time. The same text goes into the job's summary. Needs GITHUB_TOKEN
and GITHUB_REPOSITORY, as in a job of GitHub Actions.
"""

from __future__ import annotations

import argparse

from ops import github
from ops.reporting.folder import Folder
from ops.screen import detail
from ops.verbs import report


def declare(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("pull", metavar="N", type=int, help="the number of the pull request")
    report.declare_folder(verb)


def run(arguments: argparse.Namespace) -> None:
    repository, folder = github.from_environment(), Folder(arguments.folder)
    for stack in folder.stacks():
        text = folder.report(stack)
        github.add_to_summary(text)
        detail(repository.comment(arguments.pull, f"preview of {stack}", text))
