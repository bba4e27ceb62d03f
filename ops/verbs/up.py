"""deploy the stacks, by default to the Heroku on this machine, and check that the sites answer

On this machine it makes everything that is missing: the engine, the platform, the stacks, their
secret keys. On Heroku itself it deploys stacks that there are, and first shows what would change
and what that costs, and asks. Run again, it changes nothing and says so.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence

from ops import confirm, deployed, fleet, github, place, prices, project, session
from ops.place import Place
from ops.reporting.markdown import report
from ops.screen import detail, step
from ops.stacks import declare_stacks
from ops.trial import ROOT

PAST = {"create": "created", "update": "updated", "replace": "replaced", "delete": "deleted"}


def declare(verb: argparse.ArgumentParser) -> None:
    declare_stacks(verb)
    place.declare(verb)
    verb.add_argument("--yes", action="store_true", help="on Heroku: don't ask")
    verb.set_defaults(dry_run=False)


def run(arguments: argparse.Namespace) -> None:
    if arguments.on == place.ON_HEROKU:
        here = place.of(arguments)
        for stack in arguments.stacks:
            _up_on_heroku(here, stack, arguments)
    else:
        _up_on_trial(arguments.stacks)


def _up_on_heroku(here: Place, stack: str, arguments: argparse.Namespace) -> None:
    """What is deployed after the look is what was looked at, unless somebody was quicker."""
    step(f"pulumi preview --stack {stack}")
    with deployed.known(here, stack):
        events = here.engine.preview(stack)
    text = report(f"Deployment of {stack}", events)
    print(text, flush=True)
    github.add_to_summary(text)
    for line in prices.told(here.heroku, events):
        detail(line)
    if events.changes:
        confirm.ask(f"Deploy this to {stack}?", arguments)
    deployed.up(here, stack)


def _up_on_trial(stacks: Sequence[str]) -> None:
    step("Getting the engine and the platform ready")
    ready = session.start()
    detail(f"pulumi {ready.toolchain.version}, {ready.toolchain.origin}")
    detail(f"localheroku at {ready.platform.address}")
    here = place.trial(ready)
    changes: Counter[str] = Counter()
    known = here.engine.stacks()
    for stack in stacks:
        if stack not in known and not (ROOT / f"Pulumi.{stack}.yaml").exists():
            detail(f"{stack} is a new stack, on the defaults: there is no Pulumi.{stack}.yaml")
        here.engine.prepare(stack, known)
        changes.update(deployed.up(here, stack).changes)
    _report(changes)
    fleet.print_table(fleet.running_apps(here.heroku))
    _say_what_next()


def _report(changes: Counter[str]) -> None:
    counted = ", ".join(f"{count} {PAST.get(kind, kind)}" for kind, count in changes.items())
    step(f"Done: {counted}" if counted else "Done: nothing had to change")
    print()


def _say_what_next() -> None:
    print(
        "\nNext:\n"
        "  open one of these URLs in a browser\n"
        "  see all of it in a browser: .venv/bin/python -m ops dashboard\n"
        f"  change the app in {project.read().folder}/, then: make up\n"
        '  type pulumi yourself, after: eval "$(.venv/bin/python -m ops env)"\n'
        "  stop it and remove all of it: make down"
    )
