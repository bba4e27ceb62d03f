"""The app's source, and its commands run as the platform runs them: with chosen variables only."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

WEB = Path(__file__).resolve().parents[2] / "web"

#: What a config var that is a secret looks like; searched for where it must not appear.
SECRET_KEY = "planted-secret-key-0123456789-abcdefghijklmnopqrstuvwxyz"

#: All that the `heroku` settings require. Nothing listens on the port.
CONFIG_VARS = {
    "ALLOWED_HOSTS": "app.example.com,.example.org",
    "DATABASE_URL": "postgres://user:planted-password@127.0.0.1:9/name",
    "DJANGO_SETTINGS_MODULE": "gettingstarted.settings.heroku",
    "SECRET_KEY": SECRET_KEY,
}


def copy_source(folder: Path) -> Path:
    """A copy of `web/` without what a laptop leaves in it."""
    ignored = shutil.ignore_patterns("__pycache__", "*.sqlite3", "staticfiles")
    return Path(shutil.copytree(WEB, folder, ignore=ignored))


def bare_environment() -> dict[str, str]:
    """What a process needs to find this environment's commands, and no config var."""
    return {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONWARNINGS": "error",
    }


def run(
    command: str, folder: Path, config_vars: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    """The finished process; a Procfile's command line runs through the shell."""
    return subprocess.run(
        command,
        shell=True,
        cwd=folder,
        env=bare_environment() | dict(config_vars),
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


def procfile(process_type: str) -> str:
    """The command line of a process type."""
    lines = (WEB / "Procfile").read_text().splitlines()
    commands = dict(line.split(": ", maxsplit=1) for line in lines)
    return commands[process_type]
