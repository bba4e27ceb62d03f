"""go back to an earlier release's code, by pinning its slug in the stack's config

The default is the last release that succeeded with another slug. Config vars stay as the code says.
The database stays as it is too, unless --undo-migrations takes back what the newer code migrated; a
migration that can't be taken back stops the rollback, unless --keep-schema accepts that.
"""

from __future__ import annotations

import argparse

from ops import confirm, deployed, history, place, project
from ops.deployed import Deployed, Release
from ops.errors import OpsError
from ops.heroku_api import NoSuchThing
from ops.history import Changes
from ops.one_off import run_one_off
from ops.place import Place
from ops.screen import detail, step
from ops.stacks import stack


def declare(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("stack", metavar="STACK", type=stack)
    verb.add_argument("--to", type=_version, metavar="vN", help="the release to go back to")
    schema = verb.add_mutually_exclusive_group()
    schema.add_argument(
        "--undo-migrations",
        action="store_true",
        help="take back the newer migrations first; what they added to the database is lost",
    )
    schema.add_argument(
        "--keep-schema",
        action="store_true",
        help="go back although a migration can't be taken back",
    )
    place.declare(verb)
    confirm.declare(verb)


def run(arguments: argparse.Namespace) -> None:
    here = place.of(arguments)
    target = deployed.find(here, arguments.stack)
    if (pin := _unfinished(here, target)) and not arguments.to:
        if confirm.ask(f"Finish the rollback of {target.stack} to slug {pin}?", arguments):
            _roll_back(here, target, pin)
        return
    releases = target.releases()
    running, former = deployed.current(releases), _former(target, releases, arguments.to)
    step(f"{target.stack} runs v{running.version} ({running.description})")
    detail(f"back to    v{former.version} ({former.description})")
    changes = _changes(target, former, running)
    for line in changes.lines():
        detail(line)
    _refuse_one_way(changes, arguments)
    if confirm.ask(f"Roll {target.stack} back to v{former.version}?", arguments):
        if arguments.undo_migrations:
            _undo(target, changes)
        _roll_back(here, target, former.slug or "")


def _version(text: str) -> int:
    number = text.removeprefix("v")
    if not number.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is no release; v12, for example, is")
    return int(number)


def _former(target: Deployed, releases: list[Release], version: int | None) -> Release:
    former = _asked(target, releases, version) if version else _last_other(target, releases)
    try:
        target.commit(former.slug or "")
    except NoSuchThing:
        raise OpsError(
            f"The slug of v{former.version} is no longer on the platform, so nothing was done.\n"
            f"To do: choose a later release: {target.cli} releases --app {target.app}"
        ) from None
    return former


def _last_other(target: Deployed, releases: list[Release]) -> Release:
    running = deployed.current(releases)
    for release in releases:
        older = release.version < running.version and release.status == "succeeded"
        if older and release.slug and release.slug != running.slug:
            return release
    raise OpsError(
        f"{target.stack} has no earlier release that succeeded with another slug than "
        f"v{running.version}, so there is nothing to go back to."
    )


def _asked(target: Deployed, releases: list[Release], version: int) -> Release:
    release = next((each for each in releases if each.version == version), None)
    if release is None:
        raise OpsError(
            f"{target.app} has no release v{version}; it has v{releases[-1].version} to "
            f"v{releases[0].version}."
        )
    if release.status != "succeeded" or not release.slug:
        state = f"is {release.status}" if release.slug else "has no code"
        raise OpsError(f"v{version} of {target.app} {state}; choose one that succeeded with code.")
    if release.slug == deployed.current(releases).slug:
        raise OpsError(f"v{version} has the code that {target.stack} runs already; nothing to do.")
    return release


def _changes(target: Deployed, former: Release, running: Release) -> Changes:
    return history.between(target.commit(former.slug or ""), target.commit(running.slug or ""))


def _refuse_one_way(changes: Changes, arguments: argparse.Namespace) -> None:
    stuck = [migration for migration in changes.migrations if not migration.is_reversible]
    unknown = f" ({changes.unknown})" if changes.unknown else ""
    if arguments.keep_schema or not (stuck or unknown):
        return
    found = ", ".join(f"{each.app}.{each.name}" for each in stuck)
    raise OpsError(
        f"{f'{found} can not be taken back' if stuck else f'Migrations are not known{unknown}'}, "
        "so the older code may not work with the database as it is now. Nothing was done.\n"
        "To do: .venv/bin/python -m ops rollback … --keep-schema, if the older code can live with "
        "that; or mend it with a new commit; or restore a backup "
        "(docs/runbooks/restore-the-database.md)."
    )


def _undo(target: Deployed, changes: Changes) -> None:
    """Django takes back all that came after the migration that it is told."""
    manage = project.manage_py(project.read().app)
    for app in dict.fromkeys(migration.app for migration in changes.migrations):
        goal = changes.before.get(app, "zero")
        step(f"Taking back the migrations of {app} after {goal}")
        run_one_off(target, f"python {manage} migrate {app} {goal}")


def _unfinished(here: Place, target: Deployed) -> str:
    """The slug that is pinned and was not deployed, as after ^C; else nothing.

    Its release may be there all the same, and the one before it the one to get away from.
    """
    pin = here.engine.config(target.stack).get(f"{here.project}:slug", "")
    return "" if pin == target.slug else pin


def _roll_back(here: Place, target: Deployed, slug: str) -> None:
    here.engine.set(target.stack, "slug", slug)
    detail(f"slug {slug} is pinned in the config of {target.stack}")
    here.say_what_changed(target.stack)
    deployed.up(here, target.stack)
    detail(f"to go forward again: {_forward(here, target.stack)}")


def _forward(here: Place, stack: str) -> str:
    if here.setting(stack, "promoteFrom"):
        return f".venv/bin/python -m ops promote {stack}{here.option}"
    return f"pulumi config rm slug --stack {stack}, then {here.up(stack)}"
