"""open the dashboard of the Heroku on this machine in a browser

Prints a link that signs one browser in, once, within two minutes; the API key is not in it.
"""

from __future__ import annotations

import argparse
import sys
import webbrowser

from ops import session
from ops.trial import Trial


def declare(verb: argparse.ArgumentParser) -> None:
    """No arguments."""


def run(_arguments: argparse.Namespace) -> None:
    with session.running_platform(Trial()).api() as api:
        url: str = api.post("/dashboard-links")["url"]
    print(url)
    if sys.stdout.isatty():
        webbrowser.open(url)
