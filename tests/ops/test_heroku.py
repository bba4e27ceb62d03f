"""`python -m ops heroku`: what it becomes, in which environment, with a CLI that only tells.

The real CLI is in tests/localheroku/cli.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ops.trial import ROOT

ADDRESS, KEY = "http://127.0.0.1:5055", "the-trials-key"
TELL = (
    f"#!{sys.executable}\n"
    + """
import json, os, sys
told = {"arguments": sys.argv[1:], "environment": dict(os.environ), "process": os.getpid()}
print(json.dumps(told))
sys.exit(7)
"""
)
ENVIRON = {
    "HOME": "/home/person",
    "HEROKU_API_KEY": "HRKU-planted",
    "HEROKU_APP": "planted-app",
    "HEROKU_ORGANIZATION": "planted-team",
    "HTTP_PROXY": "http://proxy.example",
    "https_proxy": "http://proxy.example",
    "NODE_OPTIONS": "--max-old-space-size=4096",
    "GIT_CONFIG_COUNT": "0",
    "EDITOR": "ed",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A clone with the commands alone."""
    shutil.copytree(ROOT / "ops", tmp_path / "ops")
    return tmp_path


@pytest.fixture
def running(root: Path) -> Iterator[Path]:
    """As if a trial ran: this process stands for its platform."""
    data = root / ".local" / "heroku"
    (data / "tls").mkdir(parents=True)
    (data / "tls" / "address").write_text("https://127.0.0.1:5056\n")
    (data / "address").write_text(f"{ADDRESS}\n")
    (data / "api-key").write_text(f"{KEY}\n")
    data.with_suffix(".address").write_text(f"{ADDRESS}\n")
    with (data / "lock").open("w") as lock:
        print(os.getpid(), file=lock, flush=True)
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield root


@pytest.fixture
def told(running: Path) -> dict[str, str]:
    """The environment of the CLI."""
    environment: dict[str, str] = json.loads(heroku(running, "apps").stdout)["environment"]
    return environment


def heroku(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return ops(root, *arguments, PATH=f"{with_cli(root)}:/usr/bin:/bin")


def with_cli(root: Path) -> Path:
    """The folder of a CLI that tells what it was given."""
    cli = root / "bin" / "heroku"
    cli.parent.mkdir(exist_ok=True)
    cli.write_text(TELL)
    cli.chmod(0o755)
    return cli.parent


def ops(root: Path, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ops", "heroku", *arguments],
        cwd=root,
        env=ENVIRON | environ,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("typed", "arrived"),
    [
        (["apps"], ["apps"]),
        (["--", "apps:info", "-a", "x"], ["apps:info", "-a", "x"]),
        (["run", "-a", "x", "--", "ls", "-l"], ["run", "-a", "x", "--", "ls", "-l"]),
        (["--", "run", "--", "ls"], ["run", "--", "ls"]),
        (["--", "--version"], ["--version"]),
        ([], []),
    ],
)
def test_the_arguments_arrive_as_typed(running: Path, typed: list[str], arrived: list[str]) -> None:
    assert json.loads(heroku(running, *typed).stdout)["arguments"] == arrived


def test_the_exit_status_is_that_of_the_cli(running: Path) -> None:
    assert heroku(running, "apps").returncode == 7


def test_the_cli_takes_the_place_of_the_command_with_its_terminal(running: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "ops", "heroku", "apps"],
        cwd=running,
        env=ENVIRON | {"PATH": f"{with_cli(running)}:/usr/bin:/bin"},
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        told = json.loads(process.communicate()[0])

    assert told["process"] == process.pid


def test_it_is_led_to_the_trial(told: dict[str, str]) -> None:
    assert (told["HEROKU_HOST"], told["HEROKU_API_KEY"]) == (ADDRESS, KEY)


def test_nothing_of_the_real_account_arrives(told: dict[str, str]) -> None:
    values = json.dumps(told)

    assert "planted" not in values
    assert "proxy.example" not in values


def test_what_is_not_of_heroku_stays(told: dict[str, str]) -> None:
    assert (told["HOME"], told["EDITOR"]) == ("/home/person", "ed")
    assert told["NODE_OPTIONS"].endswith("--max-old-space-size=4096")


def test_what_it_keeps_is_in_the_trials_private_folder(running: Path, told: dict[str, str]) -> None:
    kept = running / ".local" / "heroku-cli"
    names = ["HEROKU_DATA_DIR", "HEROKU_CACHE_DIR", "HEROKU_CONFIG_DIR", "GIT_CONFIG_GLOBAL"]

    assert all(Path(told[name]).parent == kept for name in names)
    assert kept.stat().st_mode & 0o777 == 0o700


def test_the_tls_port_and_its_authority_are_known(running: Path, told: dict[str, str]) -> None:
    authority = str(running / ".local" / "heroku" / "tls" / "ca.pem")

    assert told["HEROKU_GIT_HOST"] == "127.0.0.1:5056"
    assert (told["NODE_EXTRA_CA_CERTS"], told["GIT_SSL_CAINFO"]) == (authority, authority)


def test_settings_of_git_in_the_shell_do_not_hide_remotes(told: dict[str, str]) -> None:
    assert "GIT_CONFIG_COUNT" not in told


def test_without_a_cli_it_says_how_to_get_one(running: Path) -> None:
    refused = ops(running, "apps", PATH="/nowhere")

    assert refused.returncode == 1
    assert refused.stderr.strip().endswith("npm install --global heroku")


def test_without_a_trial_it_says_how_to_start_one(root: Path) -> None:
    refused = heroku(root, "apps")

    assert refused.returncode == 1
    assert refused.stderr.strip().endswith("make up")
