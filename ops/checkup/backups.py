"""Whether anybody backs up production's database: small plans have nothing but a schedule."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ops.checkup.app import App
from ops.checkup.finding import Finding, fine, note, unknown
from ops.checkup.protection import PRODUCTION
from ops.errors import OpsError
from ops.heroku_api import HerokuApi, Json

# https://devcenter.heroku.com/articles/heroku-postgres-data-safety-and-continuous-protection
UNPROTECTED = "heroku-postgresql:essential-"


@dataclass(frozen=True, kw_only=True)
class Backups:
    """Of each database by its name, the schedules; `trouble` if they can't be had."""

    app: App
    schedules: dict[str, list[Json]]
    trouble: str = ""


def gather(app: App, api: HerokuApi) -> Backups:
    """Of production only; of other stages nothing is lost that can't be made again."""
    addons = [each for each in app.addons if each["plan"]["name"].startswith(UNPROTECTED)]
    if PRODUCTION not in (app.stage, app.state.stage):
        addons = []
    try:
        asked = {each["name"]: api.backup_schedules(each["id"]) for each in addons}
    except OpsError as error:
        return Backups(app=app, schedules={}, trouble=str(error).splitlines()[0])
    return Backups(app=app, schedules=asked)


def check_schedules(backups: Backups) -> Iterator[Finding]:
    app = backups.app
    if backups.trouble:
        yield unknown(f"Backup schedules were not looked at: {backups.trouble}")
    for database, schedules in backups.schedules.items():
        if schedules:
            yield fine(f"{database} is backed up every day")
        else:
            yield note(
                f"Nobody backs up {database}, and its plan has no continuous protection",
                where=app.name,
                mend=f"{app.hands.cli} pg:backups:schedule {database} --at '02:00 UTC' "
                f"--app {app.name}",
            )


CHECKS = (check_schedules,)
