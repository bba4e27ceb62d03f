"""A command in a one-off dyno of a deployed app, its output shown here."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator

from ops.deployed import Deployed
from ops.errors import OpsError
from ops.screen import detail

SILENCE_SECONDS = 600
LINES = 1500  # what Heroku keeps of a log
# 2026-11-22T17:00:00.000000+00:00 app[run.1234]: Operations to perform:
SAID = re.compile(r"\S+ app\[(?P<dyno>[^\]]+)\]: (?P<text>.*)")


def run_one_off(target: Deployed, command: str) -> None:
    """Run a command to its end. Raises OpsError when it fails, or says nothing for ten minutes.

    The API doesn't tell how a detached dyno ended, so the command's own shell does, in the log.
    """
    good, bad = f"done-{secrets.token_hex(8)}", f"failed-{secrets.token_hex(8)}"
    dyno = target.heroku.post(
        f"/apps/{target.app}/dynos",
        {"command": f"{command} && echo {good} || echo {bad}", "attach": False},
    )["name"]
    for line in _lines(target, dyno):
        if line == good:
            return
        if line == bad:
            raise OpsError(f"`{command}` failed in {dyno} of {target.app}; its output is above.")
        detail(line)
    raise OpsError(
        f"The log of {dyno} ended before `{command}` did.\n"
        f"To do: {target.cli} logs --app {target.app} --dyno-name {dyno}"
    )


def _lines(target: Deployed, dyno: str) -> Iterator[str]:
    """What the dyno prints, as it comes."""
    log = target.heroku.log(target.app, lines=LINES, tail=True, silence=SILENCE_SECONDS, dyno=dyno)
    for line in log:
        said = SAID.fullmatch(line)
        if said and said["dyno"] == dyno:
            yield said["text"]
