"""git finds the platform and the key by its environment, and what else is set there stays."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping

import pytest

from ops import git_access
from tests.git import ENVIRONMENT

PLAIN, TLS = "http://127.0.0.1:5055", "https://127.0.0.1:5443"
GIVEN = {
    "GIT_CONFIG_COUNT": "1",
    "GIT_CONFIG_KEY_0": "user.nickname",
    "GIT_CONFIG_VALUE_0": "kept",
}


def environment(around: Mapping[str, str]) -> dict[str, str]:
    return git_access.environment(plain=PLAIN, tls=TLS, around=around)


def git(*command: str, told: str = "", **environ: str) -> str:
    return subprocess.run(
        ["git", *command],
        input=told,
        env={"PATH": os.environ["PATH"], **ENVIRONMENT, **environ},
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def test_a_remote_of_the_cli_is_called_without_tls() -> None:
    url = git("ls-remote", "--get-url", f"{TLS}/app.git", **environment({}))

    assert url == f"{PLAIN}/app.git\n"


def test_the_key_is_the_one_in_the_environment() -> None:
    asked = "protocol=http\nhost=127.0.0.1:5055\n\n"
    said = git("credential", "fill", told=asked, HEROKU_API_KEY="the-key", **environment({}))

    assert {"username=heroku", "password=the-key"} <= set(said.splitlines())
    assert "the-key" not in str(environment({"HEROKU_API_KEY": "the-key"}))


def test_another_host_gets_no_key() -> None:
    """git answers 1 when there is no such setting."""
    with pytest.raises(subprocess.CalledProcessError, match="exit status 1"):
        git("config", "--get-urlmatch", "credential", "https://git.example", **environment({}))


def test_settings_that_were_there_stay() -> None:
    assert git("config", "user.nickname", **environment(GIVEN)) == "kept\n"


def test_twice_is_once() -> None:
    once = environment(GIVEN)

    assert environment(once) == once
