"""show what runs: every app with its stage, release, dynos and URL"""

from __future__ import annotations

import argparse

from ops import fleet, session
from ops.errors import OpsError
from ops.screen import detail
from ops.trial import Trial


def declare(verb: argparse.ArgumentParser) -> None:
    """No arguments."""


def run(_arguments: argparse.Namespace) -> None:
    platform = session.local_platform(Trial())
    if not platform.running():
        raise OpsError("Nothing runs here. Start it with: make up")
    fleet.print_table(fleet.running_apps(platform.api()))
    detail(f"localheroku at {platform.address}, its log: {platform.log}")
