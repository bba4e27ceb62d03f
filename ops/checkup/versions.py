"""What is in use and when it ends: stack image, Python, Django, the database's plan."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ops.checkup.app import App
from ops.checkup.finding import Finding, bad
from ops.checkup.table import FILE, Table, look
from ops.project import Project

PYTHON_FILE, REQUIREMENTS = ".python-version", "requirements.txt"
PYTHON = re.compile(r"^\s*(?:python-)?(\d+\.\d+)", re.MULTILINE)
DJANGO = re.compile(r"^django\s*[=~]=\s*(\d+\.\d+)", re.MULTILINE | re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Versions:
    """`python` and `django` as `3.13`, empty where no file says which; `here` has the files."""

    here: Project
    table: Table
    today: date
    python: str
    django: str


@dataclass(frozen=True, kw_only=True)
class AppVersions:
    app: App
    table: Table
    today: date


def gather(table: Table, here: Project, today: date) -> Versions:
    return Versions(
        here=here,
        table=table,
        today=today,
        python=_found(PYTHON, here.app / PYTHON_FILE),
        django=_found(DJANGO, here.app / REQUIREMENTS),
    )


def check_python(versions: Versions) -> Iterator[Finding]:
    version, file = versions.python, versions.here.path(PYTHON_FILE)
    if version:
        yield look(versions.table, "python", f"Python {version}", version, file, versions.today)
    else:
        yield bad(
            "Nothing says which Python the app runs on; the buildpack takes what is newest",
            where=file,
            mend=f"echo 3.13 > {file}",
        )


def check_django(versions: Versions) -> Iterator[Finding]:
    version, file = versions.django, versions.here.path(REQUIREMENTS)
    if version:
        yield look(versions.table, "django", f"Django {version}", version, file, versions.today)


def check_stack(versions: AppVersions) -> Iterator[Finding]:
    app = versions.app
    name = app.body["stack"]["name"]
    where = f"{app.name}, stackImage in Pulumi.yaml or Pulumi.{app.state.stack}.yaml"
    yield look(versions.table, "stack", name, name, where, versions.today)


def check_plan(versions: AppVersions) -> Iterator[Finding]:
    """A plan without a last day can still be had."""
    for plan in versions.app.plans:
        if versions.table.ends("plan", plan):
            yield look(
                versions.table,
                "plan",
                f"the plan {plan}",
                plan,
                f"{versions.app.name}; {FILE}",
                versions.today,
            )


CHECKS = (check_python, check_django)
APP_CHECKS = (check_stack, check_plan)


def _found(pattern: re.Pattern[str], file: Path) -> str:
    match = pattern.search(file.read_text()) if file.exists() else None
    return match[1] if match else ""
