"""release to production what staging runs, once staging has proved good

Shows the commits, the migrations, the settings that change, and the config vars that production
lacks; releases the same slug by `pulumi up`, waits for it, and asks the site. A slug that `ops
rollback` had pinned is let go. In a job of GitHub Actions it also goes into the summary, and the
slug into the step's outputs, so that what was approved is what --slug lets through.
"""

from __future__ import annotations

import argparse

from ops import confirm, deployed, github, place, promotion
from ops.deployed import Deployed, Release
from ops.errors import OpsError
from ops.place import Place
from ops.screen import detail, step
from ops.stacks import stack

# What runs already needs no time to boot.


def declare(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "stack",
        metavar="STACK",
        nargs="?",
        type=stack,
        default="production",
        help="default: %(default)s",
    )
    verb.add_argument(
        "--slug", metavar="ID", help="only this one: refuse when something else is there by now"
    )
    place.declare(verb)
    confirm.declare(verb)


def run(arguments: argparse.Namespace) -> None:
    here = place.of(arguments)
    source = _source(here, arguments.stack)
    target = deployed.find(here, arguments.stack)
    step(f"Is {source.stack} good?")
    _refuse_unproven(here, source)
    _refuse_another(here, source, arguments.slug)
    step(f"From {source.stack} to {target.stack}")
    found = promotion.prepare(here, source, target)
    for line in found.lines():
        detail(line)
    github.add_to_summary(found.report())
    if not found:
        detail("nothing to promote")
        return
    github.set_output("slug", source.slug)
    if confirm.ask(f"Promote this to {target.stack}?", arguments):
        _promote(here, target, is_pinned=found.is_pinned)


def _source(here: Place, stack: str) -> Deployed:
    with deployed.known(here, stack):
        name = here.setting(stack, "promoteFrom")
    if not name:
        raise OpsError(
            f"{stack} builds its own code: it has no promoteFrom.\n"
            f"To do: pulumi config set promoteFrom staging --stack {stack}, or {here.up(stack)}"
        )
    return deployed.find(here, name)


def _refuse_unproven(here: Place, source: Deployed) -> None:
    releases = source.releases()
    newest = releases[0]
    if newest.status != "succeeded":
        raise OpsError(
            f"The newest release of {source.stack}, v{newest.version} ({newest.description}), "
            f"{_fate(newest)}, so nothing is promoted.\nTo do: mend it, and {here.up(source.stack)}"
        )
    running = deployed.current(releases)
    if running.slug != source.slug:
        raise OpsError(
            f"{source.stack} runs another slug than its code says: v{running.version} "
            f"({running.description}) was released outside of it.\nTo do: {here.up(source.stack)}"
        )
    detail(f"v{running.version} succeeded: {running.description}")
    deployed.look(here, source)
    detail(f"{source.url} answers")


def _fate(release: Release) -> str:
    return "failed" if release.status == "failed" else f"is {release.status}"


def _refuse_another(here: Place, source: Deployed, slug: str | None) -> None:
    """Between an approval and the promotion, staging may have got newer code."""
    if slug is not None and source.slug != slug:
        raise OpsError(
            f"{source.stack} runs slug {source.slug} by now, not {slug}, so nothing is promoted.\n"
            "To do: look at what it runs now, and promote that: "
            f".venv/bin/python -m ops promote --dry-run{here.option}"
        )


def _promote(here: Place, target: Deployed, *, is_pinned: bool) -> None:
    if is_pinned:
        here.engine.unset(target.stack, "slug")
        detail(f"the pinned slug of {target.stack} is let go")
        here.say_what_changed(target.stack)
    deployed.up(here, target.stack)
    detail(f"to go back: .venv/bin/python -m ops rollback {target.stack}{here.option}")
