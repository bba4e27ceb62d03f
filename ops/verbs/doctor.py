"""look at everything that tends to go wrong, and say how to mend it

This machine, the checkout, and each stack's app, database and settings. Nothing is changed. The
exit status is 3 when something should be mended, 1 when something could not be looked at; notes
are no more than that.
"""

from __future__ import annotations

import argparse
import shutil
import sys

from ops import place
from ops.checkup import page, surroundings
from ops.checkup.finding import Level
from ops.checkup.page import Page
from ops.checkup.sections import Section, look
from ops.errors import Alarming, OpsError
from ops.place import Hands
from ops.screen import detail, has_colours, step
from ops.stacks import declare_stacks


def declare(verb: argparse.ArgumentParser) -> None:
    declare_stacks(verb)
    place.declare(verb)


def run(arguments: argparse.Namespace) -> None:
    on_heroku = arguments.on == place.ON_HEROKU
    here = surroundings.heroku() if on_heroku else surroundings.trial()
    step(f"Looking at {', '.join(arguments.stacks)}, and what they need")
    sections = look(here, arguments.stacks)
    sheet = Page(
        columns=shutil.get_terminal_size().columns,
        is_terminal=has_colours(sys.stdout),
        encoding=sys.stdout.encoding,
    )
    print(sheet.render(sections), flush=True)
    _conclude(sections, here.hands)


def _conclude(sections: list[Section], hands: Hands) -> None:
    found = page.counts(sections)
    if found[Level.BAD]:
        raise Alarming(f"{page.summary(found)}.{_hint(sections) if hands.is_trial else ''}")
    if found[Level.UNKNOWN]:
        raise OpsError(f"{page.summary(found)}.")
    print(f"\nHealthy: {page.summary(found)}.", flush=True)
    more = f".venv/bin/python -m ops drift{hands.option}"
    detail(f"What was changed past the code takes longer to find: {more}")


def _hint(sections: list[Section]) -> str:
    """The trial's own pulumi is not on everybody's PATH."""
    mends = [each.mend for section in sections for each in section.findings]
    if not any("pulumi " in mend for mend in mends):
        return ""
    return '\nThe trial\'s pulumi comes onto PATH with: eval "$(.venv/bin/python -m ops env)"'
