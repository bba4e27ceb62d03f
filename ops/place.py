"""Where a command works: on the trial on this machine, or on Heroku itself.

On Heroku the command takes what the shell has: the `pulumi` on PATH with its login and backend, the
clone's own stack files, HEROKU_API_KEY. So a workflow, a person, and a rehearsal that points
HEROKU_API_URL at this machine run the same code.
"""

from __future__ import annotations

import argparse
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from ops import project, session
from ops.engine import Engine
from ops.errors import OpsError
from ops.heroku_api import HEROKU, HerokuApi
from ops.screen import detail
from ops.trial import ROOT

TRIAL, ON_HEROKU = "trial", "heroku"


@dataclass(frozen=True, kw_only=True)
class Hands:
    """How commands are spelled where the apps are: for the trial, or for Heroku."""

    is_trial: bool

    @property
    def option(self) -> str:
        """What a command that goes on from here must add."""
        return "" if self.is_trial else f" --on {ON_HEROKU}"

    @property
    def cli(self) -> str:
        """The Heroku CLI."""
        return ".venv/bin/python -m ops heroku --" if self.is_trial else "heroku"

    def up(self, stack: str) -> str:
        """The command that deploys a stack here."""
        return f"make up UP={stack}" if self.is_trial else f"pulumi up --stack {stack}"

    def make(self, stack: str) -> str:
        """The command for a stack that isn't there yet."""
        return self.up(stack) if self.is_trial else f"pulumi stack init {stack}, as in README.md"


@dataclass(frozen=True, kw_only=True)
class Place(Hands):
    """The engine with its project folder, and the platform that it deploys to."""

    engine: Engine
    heroku: HerokuApi

    @property
    def project(self) -> str:
        """The project's name, the namespace of its config keys."""
        return project.read(self.engine.project).name

    def setting(self, stack: str, key: str) -> str:
        """One value of the stack's config, empty when it isn't set."""
        return self.engine.config(stack).get(f"{self.project}:{key}", "")

    def say_what_changed(self, stack: str) -> None:
        """After a change of a stack's config; the trial's copy is nobody's to commit."""
        if not self.is_trial:
            detail(
                f"Pulumi.{stack}.yaml has changed: commit it, so that everybody deploys the same"
            )


def declare(verb: argparse.ArgumentParser) -> None:
    """The option that says where."""
    verb.add_argument(
        "--on",
        choices=(TRIAL, ON_HEROKU),
        default=TRIAL,
        help="the trial on this machine (default), or Heroku, with your own pulumi and its login",
    )


def of(arguments: argparse.Namespace) -> Place:
    """Raises OpsError when the trial doesn't run, or when Heroku can't be worked on from here."""
    return _heroku() if arguments.on == ON_HEROKU else trial(session.attach())


def trial(ready: session.Session) -> Place:
    return Place(engine=ready.engine(), heroku=ready.platform.api(), is_trial=True)


def _heroku() -> Place:
    pulumi = shutil.which("pulumi")
    if pulumi is None:
        raise OpsError(
            "No `pulumi` on PATH. Install it (https://www.pulumi.com/docs/install/), log in with "
            "`pulumi login`, and run the same command again."
        )
    key = os.environ.get("HEROKU_API_KEY")
    if not key:
        raise OpsError(
            "HEROKU_API_KEY is not set, so Heroku can't be asked.\n"
            'To do: export HEROKU_API_KEY="$(heroku auth:token)"'
        )
    return Place(engine=shell_engine(pulumi), heroku=shell_api(key), is_trial=False)


def shell_engine(pulumi: str) -> Engine:
    """The trial's own `pulumi` would go to the trial's project, unless told otherwise."""
    return Engine(pulumi=Path(pulumi), project=ROOT, variables={"PULUMI_OPTION_CWD": str(ROOT)})


def shell_api(key: str) -> HerokuApi:
    return HerokuApi(os.environ.get("HEROKU_API_URL") or HEROKU, key)
