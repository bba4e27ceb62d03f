"""show what runs: every app with its stage, release, dynos and URL"""

from __future__ import annotations

import argparse

from ops import fleet, session
from ops.screen import detail
from ops.trial import Trial


def declare(verb: argparse.ArgumentParser) -> None:
    """No arguments."""


def run(_arguments: argparse.Namespace) -> None:
    platform = session.running_platform(Trial())
    fleet.print_table(fleet.running_apps(platform.api()))
    detail(f"localheroku at {platform.address}, its log: {platform.log}")
