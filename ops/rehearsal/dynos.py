"""The dynos of an app after a deployment: all there, or crashed."""

from __future__ import annotations

import time

from ops import deployed
from ops.deployed import Deployed
from ops.errors import OpsError
from ops.fleet import BOOT_SECONDS

LINES = 60  # of the app's log, when it crashes
PROVEN_SECONDS = 5  # what runs already needs no time to boot


def settle(target: Deployed) -> None:
    """Wait until all dynos run the current release. Raises OpsError with the log else."""
    deadline = time.monotonic() + BOOT_SECONDS
    while not _settled(target):
        if time.monotonic() > deadline:
            raise OpsError(f"{target.app} did not boot in {BOOT_SECONDS} s.\n{_log(target)}")
        time.sleep(0.2)


def _settled(target: Deployed) -> bool:
    formation = target.heroku.all(f"/apps/{target.app}/formation")
    wanted: int = sum(each["quantity"] for each in formation)
    release = deployed.current(target.releases()).id
    dynos = [
        dyno
        for dyno in target.heroku.all(f"/apps/{target.app}/dynos")
        if dyno["release"]["id"] == release
    ]
    for dyno in dynos:
        if dyno["state"] == "crashed":
            raise OpsError(f"{dyno['name']} of {target.app} crashed.\n{_log(target)}")
    return len([dyno for dyno in dynos if dyno["state"] == "up"]) >= wanted


def _log(target: Deployed) -> str:
    session = target.heroku.post(
        f"/apps/{target.app}/log-sessions", {"lines": LINES, "source": "app"}
    )
    return f"The end of its log:\n{target.heroku.output(session['logplex_url']).rstrip()}"
