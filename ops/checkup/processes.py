"""Dynos against the Procfile, and the platform's rules for their sizes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ops.checkup.app import App
from ops.checkup.finding import Finding, bad, fine, note
from ops.project import Project

# https://devcenter.heroku.com/articles/procfile#procfile-format
LINE = re.compile(r"^([A-Za-z0-9_-]+):\s*\S", re.MULTILINE)
RELEASE, WEB = "release", "web"
SINGLE = ("Eco", "Basic")  # one dyno per type, and no other size beside them


@dataclass(frozen=True, kw_only=True)
class Processes:
    """`declared` are the types of the Procfile here; None when there is no such file."""

    app: App
    declared: tuple[str, ...] | None
    procfile: str = "web/Procfile"

    @property
    def quantities(self) -> Mapping[str, int]:
        return {each["type"]: each["quantity"] for each in self.app.formation}


def gather(app: App, here: Project) -> Processes:
    file = here.app / "Procfile"
    declared = tuple(LINE.findall(file.read_text())) if file.exists() else None
    return Processes(app=app, declared=declared, procfile=here.path("Procfile"))


def check_procfile(processes: Processes) -> Iterator[Finding]:
    """Of what can be scaled; of a release without code there is no formation yet."""
    app, there = processes.app, processes.quantities
    if processes.declared is None:
        yield bad(
            "There is no Procfile",
            where=processes.procfile,
            mend=f"git checkout {processes.procfile}",
        )
        return
    if not there:
        return
    declared, there_are = set(processes.declared) - {RELEASE}, set(there) - {RELEASE}
    for type in sorted(declared - there_are):
        yield note(
            f"{type} is in {processes.procfile}, and the app doesn't know it yet",
            where=app.name,
            mend=app.hands.up(app.state.stack),
        )
    for type in sorted(there_are - declared):
        level = bad if there[type] else note
        yield level(
            f"{type} is not in {processes.procfile}, and the app has {_dynos(there[type])} of it",
            where=app.name,
            mend=f"put it into {processes.procfile}, or: {app.hands.up(app.state.stack)}",
        )
    if there_are == declared:
        yield fine(f"processes as in {processes.procfile}: {', '.join(processes.declared)}")


def check_quantities(processes: Processes) -> Iterator[Finding]:
    app, there = processes.app, processes.quantities
    if there.get(WEB) == 0:
        yield _no_web(processes)
    if there.get(RELEASE):
        yield bad(
            f"release has {_dynos(there[RELEASE])}; Heroku runs it by itself, once a release",
            where=f"the formation of {app.name}",
            mend=f"{app.hands.cli} ps:scale release=0 --app {app.name}",
        )
    for type, wanted in app.state.wanted.items():
        if type in there and there[type] != wanted and (type, there[type]) != (WEB, 0):
            yield note(
                f"{type} has {_dynos(there[type])}; the code says {wanted}",
                where=f"the formation of {app.name}",
                mend=f"pulumi up --refresh --stack {app.state.stack}",
            )


def check_dynos(processes: Processes) -> Iterator[Finding]:
    app = processes.app
    crashed = [dyno["name"] for dyno in app.dynos if dyno["state"] == "crashed"]
    if crashed:
        yield bad(
            f"Crashed: {', '.join(crashed)}",
            where=app.name,
            mend=f"{app.hands.cli} logs --app {app.name}",
        )
    for dyno in app.dynos:
        if dyno["state"] == "starting":
            yield note(f"{dyno['name']} is starting", where=app.name)
    up = [dyno["name"] for dyno in app.dynos if dyno["state"] in ("up", "idle")]
    if up and not crashed:
        yield fine(f"up: {', '.join(up)}")


def check_sizes(processes: Processes) -> Iterator[Finding]:
    """https://devcenter.heroku.com/articles/dyno-types"""
    app = processes.app
    used = [each for each in app.formation if each["quantity"]]
    sizes = {each["size"] for each in used}
    single = sizes & set(SINGLE)
    if single and len(sizes) > 1:
        yield bad(
            f"{', '.join(sorted(sizes))} dynos can't stand in one app",
            where=f"the formation of {app.name}",
            mend=f"change the sizes in Pulumi.{app.state.stack}.yaml",
        )
    for each in used:
        if each["size"] in SINGLE and each["quantity"] > 1:
            yield bad(
                f"{each['type']} has {each['quantity']} {each['size']} dynos; one is the most",
                where=f"the formation of {app.name}",
                mend=f"set its size to standard-1x in Pulumi.{app.state.stack}.yaml",
            )


CHECKS = (check_procfile, check_quantities, check_dynos, check_sizes)


def _no_web(processes: Processes) -> Finding:
    stack = processes.app.state.stack
    if processes.app.state.wanted.get(WEB) == 0:
        return note(
            "web has no dyno, so nobody can visit; the code wants it so",
            where=f"processes in Pulumi.{stack}.yaml",
            mend=f"pulumi config set --path processes.web.quantity 1 --stack {stack}",
        )
    return bad(
        "web has no dyno, so visitors get an error page",
        where=f"the formation of {processes.app.name}",
        mend=f"pulumi up --refresh --stack {stack}",
    )


def _dynos(count: int) -> str:
    return "1 dyno" if count == 1 else f"{count or 'no'} dynos"
