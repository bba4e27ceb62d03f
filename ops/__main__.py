"""`python -m ops VERB`: the commands that people and CI run."""

from __future__ import annotations

import argparse
import errno
import shutil
import sys
import textwrap
from collections.abc import Sequence
from importlib import import_module
from types import ModuleType

from ops.errors import OpsError
from ops.screen import inert

GROUPS = {
    "On this machine": ("up", "down", "status", "dashboard", "heroku", "env"),
    "A project of your own": ("new", "adopt"),
    "A change, before it is merged": ("preview", "rehearse", "report", "comment", "review"),
    "What is deployed": ("promote", "rollback", "drift", "doctor"),
}
VERBS = tuple(verb for group in GROUPS.values() for verb in group)
INTERRUPTED = 130  # the shell's number for a command that ^C ended
# What a folder or a disk refuses; any other error of the system is a mistake of this program.
REFUSALS = {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.ENOSPC, errno.EDQUOT}
REFUSED = """
{what} is refused: {why}.
To do: have a clone of your own, and rights and room in it and in your cache, which is in ~/.cache
or where XDG_CACHE_HOME says. Then run the same command again."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb; the exit status is 0, or that of an error that was explained, 130 after ^C."""
    given = sys.argv[1:] if arguments is None else arguments
    try:
        parsed = parser(given[:1]).parse_args(given)
        parsed.run(parsed)
    except OpsError as error:
        print(f"\n{inert(str(error))}", file=sys.stderr)
        return error.status
    except OSError as error:
        if error.errno not in REFUSALS:
            raise
        print(inert(REFUSED.format(what=error.filename, why=error.strerror)), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nInterrupted. To finish it, run the same command again.", file=sys.stderr)
        return INTERRUPTED
    return 0


def parser(wanted: Sequence[str] = ()) -> argparse.ArgumentParser:
    """For the verb that is wanted, else for all; what isn't wanted isn't imported."""
    chosen = [verb for verb in VERBS if verb in wanted]
    parser = argparse.ArgumentParser(
        prog="python -m ops", formatter_class=Help, description=None if chosen else _overview()
    )
    verbs = parser.add_subparsers(required=True, metavar="VERB", help="`VERB --help` tells more")
    for name in chosen or VERBS:
        module = _module(name)
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
    for title, names in GROUPS.items():
        lines = [
            textwrap.fill(
                (_module(name).__doc__ or "").splitlines()[0],
                width,
                initial_indent=f"  {name:<11}",
                subsequent_indent=" " * 13,
            )
            for name in names
        ]
        groups.append("\n".join([f"{title}:", *lines]))
    return "\n\n".join(groups)


def _module(verb: str) -> ModuleType:
    return import_module(f"ops.verbs.{verb}")


if __name__ == "__main__":
    sys.exit(main())
