"""release to production what staging runs, once staging has proved good

Shows the commits, the migrations, and the config vars that production lacks; releases the same slug
by `pulumi up`, waits for it, and asks the site. A slug that `ops rollback` had pinned is let go.
"""

from __future__ import annotations

import argparse

from ops import confirm, deployed, history, place, site
from ops.deployed import Deployed, Release
from ops.errors import OpsError
from ops.history import Changes
from ops.place import Place
from ops.screen import detail, step
from ops.stacks import stack

# What runs already needs no time to boot.
PROVEN_SECONDS = 5


def declare(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "stack",
        metavar="STACK",
        nargs="?",
        type=stack,
        default="production",
        help="default: %(default)s",
    )
    place.declare(verb)
    confirm.declare(verb)


def run(arguments: argparse.Namespace) -> None:
    here = place.of(arguments)
    source = _source(here, arguments.stack)
    target = deployed.find(here, arguments.stack)
    step(f"Is {source.stack} good?")
    _refuse_unproven(here, source)
    step(f"From {source.stack} to {target.stack}")
    if _is_there(here, source, target):
        detail(f"{target.stack} runs the slug of {source.stack} already; nothing to promote")
        return
    show(_changes(source, target))
    _show_missing_config(source, target)
    if confirm.ask(f"Promote this to {target.stack}?", arguments):
        _promote(here, target)


def show(changes: Changes) -> None:
    """The commits and the migrations, for a person to judge."""
    if changes.unknown:
        detail(f"commits and migrations are not known: {changes.unknown}")
    for commit in changes.commits:
        detail(f"commit     {commit}")
    for migration in changes.migrations:
        detail(f"migration  {migration}")


def _source(here: Place, stack: str) -> Deployed:
    deployed.check_exists(here, stack)
    name = here.engine.config(stack).get(f"{here.project}:promoteFrom")
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
    site.check(source.url, source.pages, patience=PROVEN_SECONDS)
    detail(f"{source.url} answers")


def _fate(release: Release) -> str:
    return "failed" if release.status == "failed" else f"is {release.status}"


def _is_there(here: Place, source: Deployed, target: Deployed) -> bool:
    """A pin keeps the same slug from being promoted next time, so it counts as a difference."""
    pinned = here.engine.config(target.stack).get(f"{here.project}:slug")
    return not pinned and deployed.current(target.releases()).slug == source.slug


def _changes(source: Deployed, target: Deployed) -> Changes:
    running = deployed.current(target.releases()).slug or target.slug
    return history.between(target.commit(running), source.commit(source.slug))


def _show_missing_config(source: Deployed, target: Deployed) -> None:
    if missing := sorted(source.config_names() - target.config_names()):
        detail(
            f"config vars that {source.stack} has and {target.stack} lacks: {', '.join(missing)}"
        )


def _promote(here: Place, target: Deployed) -> None:
    if here.engine.config(target.stack).get(f"{here.project}:slug"):
        here.engine.unset(target.stack, "slug")
        detail(f"the pinned slug of {target.stack} is let go")
        here.say_what_changed(target.stack)
    deployed.up_again(here, target)
    detail(f"to go back: python -m ops rollback {target.stack}{here.option}")
