"""The trial made ready for a command: an engine on hand, a platform that answers."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from ops import shim, stack_files, toolchain
from ops.engine import Engine
from ops.errors import OpsError
from ops.platform import Platform
from ops.screen import detail
from ops.toolchain import Toolchain
from ops.trial import ROOT, Trial


@dataclass(frozen=True, kw_only=True)
class Session:
    """What the verbs work with."""

    trial: Trial
    toolchain: Toolchain
    platform: Platform

    @property
    def path(self) -> str:
        """The shim first, then what the toolchain brings, then the machine's own PATH."""
        folders = [self.trial.bin, *self.toolchain.path]
        return os.pathsep.join([*map(str, folders), os.environ.get("PATH", os.defpath)])

    def environment(self) -> dict[str, str]:
        """All variables that make an engine, and `curl`, work on this trial."""
        return (
            self.toolchain.environment()
            | self.trial.environment()
            | self.platform.environment()
            | {"PATH": self.path}
        )

    def engine(self) -> Engine:
        return Engine(
            pulumi=self.toolchain.pulumi,
            project=self.trial.project,
            variables=self.environment(),
            state=self.trial.state,
        )


def start(trial: Trial | None = None) -> Session:
    """Get the engine and start the platform beside it; what is there already takes no time."""
    trial = trial or Trial()
    trial.prepare()
    platform = local_platform(trial)
    with ThreadPoolExecutor() as beside:
        started = beside.submit(platform.start)
        tools = _tools(trial)
        started.result()
    return _session(trial, tools, platform)


def attach() -> Session:
    """The session of a trial that runs. Raises OpsError when none does."""
    trial = Trial()
    platform = running_platform(trial)
    return _session(trial, _tools(trial), platform)


def local_platform(trial: Trial) -> Platform:
    """Always this tool's own localheroku, whatever the trial's clone has."""
    return Platform(root=ROOT, data=trial.platform)


def running_platform(trial: Trial) -> Platform:
    """Raises OpsError when it doesn't run."""
    platform = local_platform(trial)
    if not platform.running():
        raise OpsError("Nothing runs here yet. Start it with: make up")
    return platform


def _tools(trial: Trial) -> Toolchain:
    return toolchain.get(cache=cache(), home=trial.pulumi_home, say=detail)


def _session(trial: Trial, tools: Toolchain, platform: Platform) -> Session:
    shim.write(trial, tools.pulumi)
    stack_files.carry_over(trial)
    return Session(trial=trial, toolchain=tools, platform=platform)


def cache() -> Path:
    """Per machine, outside the clone, so that a second clone is instant."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "django-on-heroku"
