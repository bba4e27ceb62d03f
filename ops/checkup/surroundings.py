"""Where the doctor looks: the trial, or Heroku. Unlike `place`, it may be half there.

Nothing is downloaded, started or written: what is missing is a finding.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ops import place, session
from ops.checkup import tools
from ops.checkup.tools import Tools
from ops.engine import Engine, around
from ops.errors import OpsError
from ops.heroku_api import HerokuApi
from ops.place import Hands
from ops.platform import Platform
from ops.session import Session
from ops.toolchain import Toolchain, on_path, plugins, ways
from ops.toolchain.engine import version_of
from ops.toolchain.errors import UnavailableError
from ops.trial import ROOT, Trial


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """`engine` and `api` are None where there is none; `environment` is what the engine sees."""

    tools: Tools
    engine: Engine | None
    project: Path
    environment: Mapping[str, str] = field(repr=False)
    api: HerokuApi | None
    key: str = field(repr=False)
    key_source: str
    platform: Platform | None  # the trial's

    @property
    def is_trial(self) -> bool:
        return self.platform is not None

    @property
    def hands(self) -> Hands:
        return Hands(is_trial=self.is_trial)


def trial() -> Surroundings:
    """Raises OpsError where no trial was ever started."""
    here = Trial()
    platform = session.local_platform(here)
    if not (platform.data / "address").exists():
        raise OpsError("Nothing runs here yet. Start it with: make up")
    found, missing = _trial_engine(here)
    ready = Session(trial=here, toolchain=found, platform=platform) if found else None
    return Surroundings(
        tools=tools.gather(
            pulumi=found.version if found else "",
            origin=found.origin if found else "",
            missing=missing,
            plugin=_plugin(here.pulumi_home),
            is_trial=True,
        ),
        engine=ready.engine() if ready else None,
        project=here.project,
        environment=around(here.environment()),
        api=platform.api() if platform.running() else None,
        key=platform.key,
        key_source=str((platform.data / "api-key").relative_to(here.root)),
        platform=platform,
    )


def heroku() -> Surroundings:
    """What the shell has, as `--on heroku` takes it elsewhere."""
    pulumi = shutil.which("pulumi")
    home = Path(os.environ.get("PULUMI_HOME") or Path.home() / ".pulumi")
    version, missing = _version(pulumi, home)
    key = os.environ.get("HEROKU_API_KEY", "")
    return Surroundings(
        tools=tools.gather(
            pulumi=version,
            origin=f"on PATH, {pulumi}",
            missing=missing,
            plugin=_plugin(home),
            is_trial=False,
        ),
        engine=place.shell_engine(pulumi) if pulumi and version else None,
        project=ROOT,
        environment=os.environ,
        api=place.shell_api(key) if key else None,
        key=key,
        key_source="HEROKU_API_KEY" if key else "",
        platform=None,
    )


def _trial_engine(here: Trial) -> tuple[Toolchain | None, str]:
    """In the order of the toolchain's ways, without the last: getting one."""
    cache, missing = session.cache(), ""
    try:
        found = on_path.find(
            search=os.environ.get("PATH", os.defpath), cache=cache, home=here.pulumi_home
        )
    except UnavailableError as error:
        missing = f"on PATH: {error}; in {cache}: none"
        had = ways.had_before(cache) if cache.exists() else None
        if had is None:
            return None, missing
        found = had
    return Toolchain.of(found, home=here.pulumi_home), ""


def _version(pulumi: str | None, home: Path) -> tuple[str, str]:
    if pulumi is None:
        return "", "no `pulumi` on PATH"
    try:
        return version_of(Path(pulumi), home=home), ""
    except UnavailableError as error:
        return "", str(error)


def _plugin(home: Path) -> tuple[str, Path]:
    file = plugins.heroku_at(home)
    if not file.exists():
        return "", file.parent
    return tools.STAND_IN if plugins.is_stand_in(file) else tools.OFFICIAL, file.parent
