"""give a pull request a stack of its own, take it away again, or sweep what was forgotten

up N…    deploys the working tree as stack pr-N, at stage review, with a
         database and a secret key of its own; runs the project's seedCommand
         in it, if there is one; prints the URL
down N…  destroys it, with its database
sweep    destroys the stacks of all pull requests that are closed (asks GitHub)
"""

from __future__ import annotations

import argparse
import re

from ops import deployed, github, place, review_stacks
from ops.errors import OpsError
from ops.one_off import run_one_off
from ops.place import Place
from ops.screen import detail, step

NUMBER = re.compile(r"#?([1-9]\d{0,8})")


def declare(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("action", choices=("up", "down", "sweep"))
    verb.add_argument("numbers", metavar="N", nargs="*", type=_number, help="of pull requests")
    verb.add_argument(
        "--comment", action="store_true", help="tell the URL on the pull request, in one comment"
    )
    place.declare(verb)


def run(arguments: argparse.Namespace) -> None:
    if bool(arguments.numbers) == (arguments.action == "sweep"):
        raise OpsError(
            "`review up` and `review down` need the number of a pull request; `review sweep` finds "
            "them itself.\nTo do: .venv/bin/python -m ops review up 42"
        )
    here = place.of(arguments)
    if arguments.comment:
        github.from_environment()  # what it lacks is said before an app is made
    for number in arguments.numbers or _closed(here):
        (_up if arguments.action == "up" else _down)(here, number, arguments.comment)


def _number(text: str) -> int:
    match = NUMBER.fullmatch(text)
    if match is None:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no pull request's number; 42, for example, is"
        )
    return int(match[1])


def _up(here: Place, number: int, comment: bool) -> None:
    stack = review_stacks.name(number)
    step(f"pulumi up --stack {stack}")
    review_stacks.prepare(here.engine, stack)
    here.engine.up(stack)
    target = deployed.find(here, stack)
    deployed.look(here, target)
    if seed := here.setting(stack, "seedCommand"):
        step(f"Seeding the database: {seed}")
        run_one_off(target, seed)
    print(target.url)
    if comment:
        _tell(number, f"Deployed for review: {target.url}")


def _down(here: Place, number: int, comment: bool) -> None:
    stack = review_stacks.name(number)
    if stack not in here.engine.stacks():
        detail(f"there is no stack {stack}; nothing to destroy")
        return
    step(f"pulumi destroy --stack {stack}")
    here.engine.destroy(stack)
    if comment:
        _tell(number, "The app for review is gone, with its database.")


def _closed(here: Place) -> list[int]:
    """The pull requests that have a stack and are no longer open."""
    repository = github.from_environment()
    numbers = review_stacks.numbers(here.engine.stacks())
    closed = [number for number in numbers if not repository.is_open(number)]
    step(f"{len(numbers)} stacks for review, {len(closed)} of a closed pull request")
    return closed


def _tell(number: int, text: str) -> None:
    detail(github.from_environment().comment(number, "review app", text))
