"""What runs on the platform: every app with its stage, release and dynos, as the API tells it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from ops.heroku_api import HerokuApi
from ops.stacks import STAGES


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


def print_table(apps: list[RunningApp]) -> None:
    """Two lines for an app: with its URL beside the rest, 80 columns would not do."""
    if not apps:
        print("No apps yet. Deploy with: make up")
        return
    cells = [(app.stage, app.name, app.release) for app in apps]
    stage, name, release = (max(map(len, column)) for column in zip(*cells, strict=True))
    for app in apps:
        print(f"{app.stage:{stage}}  {app.name:{name}}  {app.release:{release}}  {app.dynos}")
        print(f"{'':{stage}}  {app.url}")


def _running_app(heroku: HerokuApi, app: dict[str, Any]) -> RunningApp:
    path = f"/apps/{app['id']}"
    current = next(release for release in heroku.releases(app["id"]) if release["current"])
    coupling = heroku.coupling(app["id"])
    return RunningApp(
        stage=coupling["stage"] if coupling else "-",
        name=app["name"],
        url=app["web_url"],
        release=f"v{current['version']}",
        dynos=_dynos(heroku.all(f"{path}/dynos")),
    )


def _dynos(dynos: list[dict[str, Any]]) -> str:
    """For example `web 2 up, worker 1 crashed`."""
    counts = Counter((dyno["type"], dyno["state"]) for dyno in dynos)
    return ", ".join(f"{kind} {count} {state}" for (kind, state), count in counts.items()) or "none"


def _order(stage: str) -> int:
    return STAGES.index(stage) if stage in STAGES else len(STAGES)
