"""put the reports of a preview or rehearsal onto a pull request, one comment per stack

Each comment is rewritten next time. With --run, for a run of a workflow: what it has left is
downloaded and read as data, for a stranger's code may have made it. Needs GITHUB_TOKEN and
GITHUB_REPOSITORY, as in a job of GitHub Actions.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from ops import github
from ops.errors import OpsError
from ops.github import GitHub, WorkflowRun
from ops.reporting import artifact
from ops.reporting.folder import PREVIEW, REHEARSAL, Folder
from ops.screen import detail
from ops.verbs import report

# What a run of the workflow in this file leaves, as an artifact of that name.
LEFT_BY = {"pull-request.yml": REHEARSAL, "preview.yml": PREVIEW}
WARNING = "\n*Made by the code of the pull request, in a job without any secret.*\n"


def declare(verb: argparse.ArgumentParser) -> None:
    where = verb.add_mutually_exclusive_group(required=True)
    where.add_argument(
        "pull", metavar="N", nargs="?", type=int, help="the number of the pull request"
    )
    where.add_argument(
        "--run",
        metavar="ID",
        type=int,
        dest="run_id",
        help="a run of a workflow, whose commit says which pull request it is",
    )
    report.declare_kind(verb)
    report.declare_folder(verb)


def run(arguments: argparse.Namespace) -> None:
    repository = github.from_environment()
    if arguments.run_id is not None:
        tell_of_run(repository, repository.run(arguments.run_id))
    else:
        _tell(repository, [arguments.pull], report.folder(arguments, arguments.of))


def tell_of_run(repository: GitHub, run: WorkflowRun) -> None:
    kind = _kind(run)
    pulls = repository.pulls_with(run.head)
    if not pulls:
        detail(f"no open pull request ends with {run.head} any more; nobody is to be told")
        return
    with tempfile.TemporaryDirectory() as folder:
        artifact.unpack(repository.artifact(run, kind), Path(folder))
        note = "" if run.is_own and kind == PREVIEW else WARNING
        _tell(repository, pulls, Folder(Path(folder), kind), note)


def _kind(run: WorkflowRun) -> str:
    """A fork can change every workflow of its pull request, but has no preview of real stacks."""
    kind = LEFT_BY.get(run.workflow)
    if run.event != "pull_request" or kind is None or (kind == PREVIEW and not run.is_own):
        raise OpsError(
            f"Run {run.id} is of {run.workflow}, by {run.event}"
            f"{'' if run.is_own else ', from a fork'}; nothing that it leaves is told."
        )
    return kind


def _tell(repository: GitHub, pulls: list[int], folder: Folder, note: str = "") -> None:
    for stack in folder.stacks():
        text = folder.report(stack) + note
        for pull in pulls:
            detail(repository.comment(pull, f"{folder.kind} of {stack}", text))
