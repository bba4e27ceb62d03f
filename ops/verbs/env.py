"""print the shell exports that make your own `pulumi …`, `curl` and `git push` work on the trial

For example: eval "$(.venv/bin/python -m ops env)"
"""

from __future__ import annotations

import argparse
import shlex

from ops import session
from ops.trial import PASSPHRASE


def declare(verb: argparse.ArgumentParser) -> None:
    """No arguments."""


def run(_arguments: argparse.Namespace) -> None:
    ready = session.attach()
    print(f"unset {PASSPHRASE}")  # another state's, as in `ops.engine.around`
    for name, value in ready.environment().items():
        print(f"export {name}={shlex.quote(value)}")
