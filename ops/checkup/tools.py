"""Engine, plugin, Python, git and uv: which versions, found where."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from ops.checkup.finding import Finding, bad, fine, note
from ops.toolchain.engine import numbers
from ops.toolchain.pins import HEROKU, OLDEST_PULUMI
from ops.trial import ROOT

OLDEST_PYTHON = (3, 11)  # pyproject.toml's requires-python
OFFICIAL, STAND_IN = "official", "stand-in"


@dataclass(frozen=True, kw_only=True)
class Tools:
    """Versions as text, empty where there is none; `missing` says what was found instead."""

    pulumi: str
    origin: str
    missing: str
    plugin: str  # OFFICIAL, STAND_IN, or empty
    plugin_folder: Path
    python: tuple[int, int, int]
    git: str
    uv: str
    is_installed: bool  # whether .venv holds what requirements.txt says
    is_trial: bool


def gather(
    *, pulumi: str, origin: str, missing: str, plugin: tuple[str, Path], is_trial: bool
) -> Tools:
    """The engine has been looked for already: everything else needs it."""
    return Tools(
        pulumi=pulumi,
        origin=origin,
        missing=missing,
        plugin=plugin[0],
        plugin_folder=plugin[1],
        python=sys.version_info[:3],
        git=_git(),
        uv=_uv(),
        is_installed=_is_installed(),
        is_trial=is_trial,
    )


def check_engine(tools: Tools) -> Iterator[Finding]:
    if not tools.pulumi:
        yield bad(
            "There is no engine",
            where=tools.missing,
            mend="make up" if tools.is_trial else "https://www.pulumi.com/docs/install/",
        )
    elif numbers(tools.pulumi) < numbers(OLDEST_PULUMI):
        yield bad(
            f"pulumi is {tools.pulumi}; {OLDEST_PULUMI} or newer is needed",
            where=tools.origin,
            mend="https://www.pulumi.com/docs/install/",
        )
    else:
        yield fine(f"pulumi {tools.pulumi} ({tools.origin}); oldest accepted: {OLDEST_PULUMI}")


def check_plugin(tools: Tools) -> Iterator[Finding]:
    if tools.plugin:
        yield fine(f"heroku plugin {HEROKU}, {tools.plugin}")
    elif tools.is_trial:
        yield bad(
            f"There is no heroku plugin {HEROKU}", where=str(tools.plugin_folder), mend="make up"
        )
    else:
        yield note(
            f"There is no heroku plugin {HEROKU} yet; the engine gets it on its first run",
            where=str(tools.plugin_folder),
            mend=f"pulumi plugin install resource heroku {HEROKU} "
            "--server github://api.github.com/pulumiverse",
        )


def check_python(tools: Tools) -> Iterator[Finding]:
    version = ".".join(map(str, tools.python))
    if tools.python[:2] < OLDEST_PYTHON:
        yield bad(
            f"Python is {version}; 3.11 or newer is needed",
            where=sys.executable,
            mend="rm -r .venv && make up PYTHON=python3.13",
        )
    elif not tools.is_installed:
        yield note(
            "requirements.txt is newer than what is installed in .venv",
            where=sys.prefix,
            mend="make .venv/.installed",
        )
    else:
        yield fine(f"Python {version}, git {tools.git or '-'}, uv {tools.uv or '-'}")


def check_git_and_uv(tools: Tools) -> Iterator[Finding]:
    if not tools.git:
        yield bad(
            "There is no git, and a build holds what git tracks",
            where="PATH",
            mend="https://git-scm.com/downloads",
        )
    if not tools.uv:
        yield bad(
            "uv is not installed", where=sys.prefix, mend="make --always-make .venv/.installed"
        )


CHECKS = (check_engine, check_plugin, check_python, check_git_and_uv)


def _git() -> str:
    git = shutil.which("git")
    if git is None:
        return ""
    said = subprocess.run([git, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.search(r"\d+(\.\d+)+", said)
    return found[0] if found else ""


def _uv() -> str:
    try:
        return metadata.version("uv")
    except metadata.PackageNotFoundError:
        return ""


def _is_installed() -> bool:
    """As the Makefile sees it; a virtual environment of another making is nobody's business."""
    stamp, lock = ROOT / ".venv/.installed", ROOT / "requirements.txt"
    return not stamp.exists() or stamp.stat().st_mtime >= lock.stat().st_mtime
