"""How many database connections the dynos can open, against the plan's limit: the sum is shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ops.checkup.app import App
from ops.checkup.finding import Finding, bad, fine, note
from ops.checkup.table import FILE, Table
from ops.project import Project

GUNICORN = "gunicorn.conf.py"
THREADS = re.compile(r"^threads\s*=\s*(\d+)", re.MULTILINE)
# A release command and a `heroku run` open one connection each, beside everything else.
EXTRA = ("release", "console")


@dataclass(frozen=True, kw_only=True)
class Connections:
    app: App
    table: Table
    threads: int


def gather(app: App, table: Table, here: Project) -> Connections:
    file = here.app / GUNICORN
    found = THREADS.search(file.read_text()) if file.exists() else None
    return Connections(app=app, table=table, threads=int(found[1]) if found else 1)


def check_sum(connections: Connections) -> Iterator[Finding]:
    """Of the app's first database; another has its own limit."""
    app = connections.app
    if not app.plans:
        yield bad(
            "The app has no database",
            where=f"the add-ons of {app.name}",
            mend=f"pulumi up --refresh --stack {app.state.stack}",
        )
        return
    plan, limit = app.plans[0], connections.table.connections(app.plans[0])
    total, words = arithmetic(connections)
    if limit is None:
        yield note(
            f"Up to {total} database connections: {words}; the limit of {plan} is not known",
            where=app.name,
            mend=f"add it to {FILE}",
        )
    elif total > limit:
        yield bad(
            f"Up to {total} database connections, and {plan} allows {limit}: {words}",
            where=f"{app.name}; threads in {GUNICORN}",
            mend=f"fewer dynos, WEB_CONCURRENCY or threads, or a larger postgresPlan "
            f"in Pulumi.{app.state.stack}.yaml",
        )
    else:
        yield fine(f"{total} of {limit} connections: {words} ({plan})")


CHECKS = (check_sum,)


def arithmetic(connections: Connections) -> tuple[int, str]:
    """The most there can be at a time, and how it comes about."""
    total, terms = len(EXTRA), []
    for row in connections.app.formation:
        quantity, type = row["quantity"], row["type"]
        if not quantity or type == "release":
            continue
        if type == "web":
            workers = _workers(connections, row["size"])
            total += quantity * workers * connections.threads
            terms.append(f"web {quantity} x {workers} workers x {connections.threads} threads")
        else:  # a worker that knows no better holds one
            total += quantity
            terms.append(f"{type} {quantity}")
    return total, " + ".join([*terms, *EXTRA])


def _workers(connections: Connections, size: str) -> int:
    stated = connections.app.watched.get("WEB_CONCURRENCY", "")
    return int(stated) if stated.isdecimal() else connections.table.workers(size) or 1
