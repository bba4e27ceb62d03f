"""deploy the stacks, by default to the Heroku on this machine, and check that the sites answer

On this machine it makes everything that is missing: the engine, the platform, the stacks, their
secret keys. On Heroku itself it deploys stacks that there are. Run again, it changes nothing and
says so.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence

from ops import deployed, fleet, place, project, session, site
from ops.screen import detail, step
from ops.stacks import declare_stacks

PAST = {"create": "created", "update": "updated", "replace": "replaced", "delete": "deleted"}


def declare(verb: argparse.ArgumentParser) -> None:
    declare_stacks(verb)
    place.declare(verb)


def run(arguments: argparse.Namespace) -> None:
    if arguments.on == place.ON_HEROKU:
        here = place.of(arguments)
        for stack in arguments.stacks:
            deployed.check_exists(here, stack)
            deployed.up(here, stack)
    else:
        _up_on_trial(arguments.stacks)


def _up_on_trial(stacks: Sequence[str]) -> None:
    step("Getting the engine and the platform ready")
    ready = session.start()
    detail(f"pulumi {ready.toolchain.version}, {ready.toolchain.origin}")
    detail(f"localheroku at {ready.platform.address}")
    engine = ready.engine()
    changes: Counter[str] = Counter()
    known = engine.stacks()
    for stack in stacks:
        step(f"pulumi up --stack {stack}")
        engine.prepare(stack, known)
        changes.update(engine.up(stack).changes)
        outputs = engine.outputs(stack)
        url = outputs["webUrl"]
        site.check(url, outputs["pages"])
        detail(f"{stack} answers at {url}")
    _report(changes)
    fleet.print_table(fleet.settled_apps(ready.platform.api()))
    _say_what_next()


def _report(changes: Counter[str]) -> None:
    counted = ", ".join(f"{count} {PAST.get(kind, kind)}" for kind, count in changes.items())
    step(f"Done: {counted}" if counted else "Done: nothing had to change")
    print()


def _say_what_next() -> None:
    print(
        "\nNext:\n"
        "  open a URL of the table in a browser\n"
        "  see all of it in a browser: .venv/bin/python -m ops dashboard\n"
        f"  change the app in {project.read().folder}/, then: make up\n"
        '  type pulumi yourself, after: eval "$(.venv/bin/python -m ops env)"\n'
        "  stop it and remove all of it: make down"
    )
