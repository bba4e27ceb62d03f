"""What runs on the platform: every app with its stage, release and dynos, as the API tells it."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.table import Table

from ops.heroku_api import HerokuApi, NoSuchThing

BOOT_SECONDS = 60  # https://devcenter.heroku.com/articles/error-codes#r10-boot-timeout
STAGES = ("review", "development", "staging", "production")


@dataclass(frozen=True, kw_only=True)
class RunningApp:
    """One app as a line of the table."""

    stage: str
    name: str
    url: str
    release: str
    dynos: str


def running_apps(heroku: HerokuApi) -> list[RunningApp]:
    """The account's apps, in the order of the pipeline's stages."""
    apps = [_running_app(heroku, app) for app in heroku.all("/apps")]
    return sorted(apps, key=lambda app: (_order(app.stage), app.name))


def settled_apps(heroku: HerokuApi) -> list[RunningApp]:
    """The apps once no dyno is starting any more, or after what Heroku allows a boot."""
    deadline = time.monotonic() + BOOT_SECONDS
    apps = running_apps(heroku)
    while any("starting" in app.dynos for app in apps) and time.monotonic() < deadline:
        time.sleep(0.1)
        apps = running_apps(heroku)
    return apps


def print_table(apps: list[RunningApp]) -> None:
    """A table for people; plain where the output is no terminal."""
    if not apps:
        print("No apps yet. Deploy with: make up")
        return
    table = Table("stage", "app", "release", "dynos", "URL", box=None, header_style="bold")
    for app in apps:
        table.add_row(app.stage, app.name, app.release, app.dynos, app.url)
    console = Console()
    # A URL that is cut at the terminal's edge can't be clicked.
    console.print(table, soft_wrap=True) if console.is_terminal else Console(width=160).print(table)


def _running_app(heroku: HerokuApi, app: dict[str, Any]) -> RunningApp:
    path = f"/apps/{app['id']}"
    current = next(release for release in heroku.releases(app["id"]) if release["current"])
    return RunningApp(
        stage=_stage(heroku, path),
        name=app["name"],
        url=app["web_url"],
        release=f"v{current['version']}",
        dynos=_dynos(heroku.all(f"{path}/dynos")),
    )


def _stage(heroku: HerokuApi, path: str) -> str:
    try:
        stage: str = heroku.get(f"{path}/pipeline-couplings")["stage"]
    except NoSuchThing:
        return "-"
    return stage


def _dynos(dynos: list[dict[str, Any]]) -> str:
    """For example `web 2 up, worker 1 crashed`."""
    counts = Counter((dyno["type"], dyno["state"]) for dyno in dynos)
    return ", ".join(f"{kind} {count} {state}" for (kind, state), count in counts.items()) or "none"


def _order(stage: str) -> int:
    return STAGES.index(stage) if stage in STAGES else len(STAGES)
