"""What a dyno is to run, in which environment, and how long things may take."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from localheroku.model.address import LOOPBACK
from localheroku.runtime.postgres_home import clients

SYSTEM_PATH = "/usr/local/bin:/usr/bin:/bin"


@dataclass(frozen=True, kw_only=True, slots=True)
class Timing:
    """Heroku's limits, in seconds. https://devcenter.heroku.com/articles/limits#dynos"""

    boot: float = 60  # until a web dyno must listen on its port
    grace: float = 30  # from SIGTERM to SIGKILL
    # Waits after the 1st, 2nd … crash in a row, more or less (docs/decisions/0075).
    cool_off: Sequence[float] = (0, 5, 10, 20, 40, 80, 160, 320)
    # Up for this long, the next crash counts as the first again.
    healthy: float = 60
    sample: float = 20  # between two looks at what dynos use


@dataclass(frozen=True, kw_only=True, slots=True)
class DynoSpec:
    """What to run: a command of a slug, in an app's environment."""

    app_id: str
    name: str  # "web.1", "worker.2", "release.1234", "run.1234"
    command: str
    env: Mapping[str, str]  # config vars; PATH, PORT, DYNO and the like are added
    slug: Path
    id: str = ""
    memory: int = 512  # MB; with more it is warned
    memory_limit: int = 1024  # MB; with more it is killed
    metrics: bool = False  # whether the log tells what it uses

    @property
    def is_web(self) -> bool:
        return self.name.startswith("web.")

    def environment(self, home: Path, python: Path, port: int | None) -> dict[str, str]:
        """What Heroku and its Python buildpack (bin/compile, vendor/python.gunicorn.sh) put there.

        Nothing of our own environment: an app must not see this machine's keys.
        """
        defaults = {
            "LANG": "en_US.UTF-8",
            "TZ": "UTC",  # Heroku's clocks are; this machine's may not be
            "PYTHONPATH": str(home),
            "GUNICORN_CMD_ARGS": "--access-logfile -",
        }
        if port:
            # Only the router may reach a dyno; here, unlike there, the local network could too.
            defaults["GUNICORN_CMD_ARGS"] += f" --bind {LOOPBACK}:{port}"
        ours = {
            "HOME": str(home),
            # A stack image has the clients of its databases' version; the machine may have others.
            "PATH": f"{python / 'bin'}:{clients()}:{self.env.get('PATH', SYSTEM_PATH)}",
            "DYNO": self.name,
            "PYTHONUNBUFFERED": "true",
            "FORWARDED_ALLOW_IPS": "*",
        }
        return {**defaults, **self.env, **ours, **({"PORT": str(port)} if port else {})}
