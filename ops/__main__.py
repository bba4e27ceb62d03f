"""`python -m ops VERB`: the commands that people and CI run."""

from __future__ import annotations

import argparse
import shutil
import sys
import textwrap
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

GROUPS = {
    "On this machine": (up, down, status, dashboard, heroku, env),
    "A project of your own": (new, adopt),
    "A change, before it is merged": (preview, rehearse, report, comment, review),
    "What is deployed": (promote, rollback, drift, doctor),
}
VERBS = {
    module.__name__.rpartition(".")[2]: module for group in GROUPS.values() for module in group
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
    parser = argparse.ArgumentParser(
        prog="python -m ops", formatter_class=Help, description=_overview()
    )
    verbs = parser.add_subparsers(required=True, metavar="VERB", help="`VERB --help` tells more")
    for name, module in VERBS.items():
        summary, _, rest = (module.__doc__ or "").partition("\n")
        description = f"{summary[0].upper()}{summary[1:]}.\n{rest}"
        verb = verbs.add_parser(name, formatter_class=Help, description=description)
        module.declare(verb)
        verb.set_defaults(run=module.run)
    return parser


class Help(argparse.HelpFormatter):
    """Paragraphs stay apart, and what is set in columns stays as it is."""

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return "\n\n".join(
            paragraph
            if "  " in paragraph
            else super(Help, self)._fill_text(paragraph, width, indent)
            for paragraph in text.strip().split("\n\n")
        )


def _overview() -> str:
    """The verbs in groups, each with the first line of its module."""
    width = shutil.get_terminal_size().columns
    groups = []
    for title, modules in GROUPS.items():
        lines = [
            textwrap.fill(
                (module.__doc__ or "").splitlines()[0],
                width,
                initial_indent=f"  {module.__name__.rpartition('.')[2]:<11}",
                subsequent_indent=" " * 13,
            )
            for module in modules
        ]
        groups.append("\n".join([f"{title}:", *lines]))
    return "\n\n".join(groups)


if __name__ == "__main__":
    sys.exit(main())
