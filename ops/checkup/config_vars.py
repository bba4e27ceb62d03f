"""Config vars: what the settings need and the app lacks, and what has no place on a dyno."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ops.checkup.app import App
from ops.checkup.finding import Finding, bad, fine, note
from ops.project import Project

TRUE = ("1", "true", "yes", "on")


@dataclass(frozen=True, kw_only=True)
class ConfigVars:
    """`required` are the names without which the settings refuse to start."""

    app: App
    required: tuple[str, ...]


def gather(app: App, here: Project) -> ConfigVars:
    return ConfigVars(app=app, required=required(here.app))


def required(folder: Path) -> tuple[str, ...]:
    """REQUIRED of the app's environment module, read and not run; none where there is no such."""
    for file in sorted(folder.glob("*/environment.py")):
        for node in ast.parse(file.read_text()).body:
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "REQUIRED":
                return tuple(ast.literal_eval(node.value))
    return ()


def check_required(config: ConfigVars) -> Iterator[Finding]:
    app = config.app
    missing = [name for name in config.required if name not in app.names]
    if missing:
        yield bad(
            f"Config vars that the settings need are missing: {', '.join(missing)}",
            where=app.name,
            mend=f"pulumi up --refresh --stack {app.state.stack}",
        )
    elif config.required:
        yield fine(f"config vars that the settings need: {', '.join(config.required)}")


def check_dangers(config: ConfigVars) -> Iterator[Finding]:
    """The values of a few, which are looked at and not shown."""
    app, values = config.app, config.app.watched
    for name in ("DEBUG", "DJANGO_DEBUG"):
        if values.get(name, "").lower() in TRUE:
            yield _unset(app, name, "shows visitors the settings with each error")
    if values.get("DJANGO_SETTINGS_MODULE", "").endswith((".dev", ".local", ".development")):
        yield bad(
            "DJANGO_SETTINGS_MODULE names settings for a laptop",
            where=app.name,
            mend=f"pulumi up --refresh --stack {app.state.stack}",
        )
    if "*" in values.get("ALLOWED_HOSTS", "").split(","):
        yield bad(
            "ALLOWED_HOSTS takes any host",
            where=app.name,
            mend=f"pulumi up --refresh --stack {app.state.stack}",
        )
    if values.get("DISABLE_COLLECTSTATIC", "0") != "0":
        yield _unset(app, "DISABLE_COLLECTSTATIC", "keeps static files out of the next build")
    if values.get("DJANGO_LOG_LEVEL", "").upper() == "DEBUG":
        yield note(
            "DJANGO_LOG_LEVEL is DEBUG: every query is logged, with its values", where=app.name
        )


CHECKS = (check_required, check_dangers)


def _unset(app: App, name: str, why: str) -> Finding:
    return bad(
        f"{name} is on, which {why}",
        where=f"config vars of {app.name}",
        mend=f"{app.hands.cli} config:unset {name} --app {app.name}; not in configVars either",
    )
