"""Whether anybody backs up production's database: small plans have nothing but a schedule."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ops.checkup.app import App
from ops.checkup.finding import Finding, fine, note, unknown
from ops.checkup.protection import PRODUCTION
from ops.errors import OpsError
from ops.heroku_api import HerokuApi

# https://devcenter.heroku.com/articles/heroku-postgres-data-safety-and-continuous-protection
UNPROTECTED = "heroku-postgresql:essential-"


@dataclass(frozen=True, kw_only=True)
class Backups:
    """The app's databases that need a schedule, by name; `trouble` if schedules can't be had."""

    app: App
    databases: tuple[str, ...] = ()
    is_scheduled: bool = False
    trouble: str = ""


def gather(app: App, api: HerokuApi) -> Backups:
    """Of production only; of other stages nothing is lost that can't be made again."""
    addons = [each for each in app.addons if each["plan"]["name"].startswith(UNPROTECTED)]
    if PRODUCTION not in (app.stage, app.state.stage) or not addons:
        return Backups(app=app)
    try:
        # Whichever is asked lists those of the whole app.
        schedules = api.backup_schedules(addons[0]["id"])
    except OpsError as error:
        return Backups(app=app, trouble=str(error).splitlines()[0])
    names = tuple(each["name"] for each in addons)
    return Backups(app=app, databases=names, is_scheduled=bool(schedules))


def check_schedule(backups: Backups) -> Iterator[Finding]:
    app, names = backups.app, ", ".join(backups.databases)
    if backups.trouble:
        yield unknown(f"Backup schedules were not looked at: {backups.trouble}")
    elif backups.is_scheduled:
        yield fine("the database is backed up every day")
    elif backups.databases:
        yield note(
            f"Nobody backs up {names}, and its plan has no continuous protection",
            where=app.name,
            mend=f"{app.hands.cli} pg:backups:schedule DATABASE_URL --at '02:00 UTC' "
            f"--app {app.name}",
        )


CHECKS = (check_schedule,)
