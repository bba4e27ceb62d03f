"""stop the platform with all its apps and databases, and remove the trial's files

The engine stays in the machine's cache, so that the next `make up` is quick.
"""

from __future__ import annotations

import argparse
import shutil

from ops import session
from ops.screen import detail, step
from ops.trial import Trial


def declare(verb: argparse.ArgumentParser) -> None:
    """No arguments."""


def run(_arguments: argparse.Namespace) -> None:
    trial = Trial()
    step("Stopping the platform, its apps and its databases")
    session.local_platform(trial).remove()
    if trial.folder.exists():
        shutil.rmtree(trial.folder)
    detail("nothing is left of the trial")
