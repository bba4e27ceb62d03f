"""`python -m ops VERB`: the commands that people and CI run."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from ops.errors import OpsError
from ops.screen import inert
from ops.toolchain import ToolchainError
from ops.verbs import (
    adopt,
    comment,
    dashboard,
    doctor,
    down,
    drift,
    env,
    heroku,
    new,
    preview,
    promote,
    rehearse,
    report,
    review,
    rollback,
    status,
    up,
)

VERBS = {
    "up": up,
    "down": down,
    "status": status,
    "new": new,
    "env": env,
    "dashboard": dashboard,
    "heroku": heroku,
    "preview": preview,
    "rehearse": rehearse,
    "report": report,
    "comment": comment,
    "promote": promote,
    "rollback": rollback,
    "review": review,
    "drift": drift,
    "adopt": adopt,
    "doctor": doctor,
}
INTERRUPTED = 130  # the shell's number for a command that ^C ended


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb; the exit status is 0, or that of an error that was explained, 130 after ^C."""
    parsed = parser().parse_args(arguments)
    try:
        parsed.run(parsed)
    except OpsError as error:
        print(f"\n{inert(str(error))}", file=sys.stderr)
        return error.status
    except ToolchainError as error:
        print(f"\n{inert(str(error))}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nInterrupted. The same command again goes on from here.", file=sys.stderr)
        return INTERRUPTED
    return 0


def parser() -> argparse.ArgumentParser:
    """All verbs with their arguments."""
    parser = argparse.ArgumentParser(prog="python -m ops", description=__doc__)
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    for name, module in VERBS.items():
        summary = (module.__doc__ or "").splitlines()[0]
        verb = verbs.add_parser(name, help=summary, description=module.__doc__)
        module.declare(verb)
        verb.set_defaults(run=module.run)
    return parser


if __name__ == "__main__":
    sys.exit(main())
