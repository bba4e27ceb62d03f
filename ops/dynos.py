"""The dynos of an app after a deployment: all there, or crashed."""

from __future__ import annotations

import time

from ops.errors import OpsError
from ops.heroku_api import HerokuApi

BOOT_SECONDS = 60  # https://devcenter.heroku.com/articles/error-codes#r10-boot-timeout
THERE = ("up", "idle")  # an eco dyno sleeps until somebody comes
LINES = 40  # of the app's log: a traceback is at its end


def settle(heroku: HerokuApi, app: str) -> None:
    """Wait until all dynos run the current release: until then the former one answers.

    Raises OpsError when one crashed, or is not up in time.
    """
    deadline = time.monotonic() + BOOT_SECONDS
    while not _settled(heroku, app):
        if time.monotonic() > deadline:
            raise OpsError(f"{app} did not boot in {BOOT_SECONDS} s.")
        time.sleep(0.2)


def end_of_log(heroku: HerokuApi, app: str) -> str:
    """What the app itself said last."""
    return "\n".join(heroku.log(app, lines=LINES, source="app"))


def _settled(heroku: HerokuApi, app: str) -> bool:
    wanted = {each["type"]: each["quantity"] for each in heroku.all(f"/apps/{app}/formation")}
    release = next(each["id"] for each in heroku.releases(app) if each["current"])
    dynos = [
        dyno
        for dyno in heroku.all(f"/apps/{app}/dynos")
        if dyno["release"]["id"] == release and dyno["type"] in wanted
    ]
    for dyno in dynos:
        if dyno["state"] == "crashed":
            raise OpsError(f"{dyno['name']} of {app} crashed.")
    there = [dyno for dyno in dynos if dyno["state"] in THERE]
    return len(there) >= int(sum(wanted.values()))
