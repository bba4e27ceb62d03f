"""Where a command works, and what it says where it can't."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from ops import place
from ops.errors import OpsError
from ops.heroku_api import HEROKU
from ops.trial import ROOT


def arguments(*given: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    place.declare(parser)
    return parser.parse_args(given)


@pytest.fixture
def pulumi(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with an engine, a key, and nothing that points elsewhere."""
    found = tmp_path / "pulumi"
    found.touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("HEROKU_API_KEY", "a-key")
    monkeypatch.delenv("HEROKU_API_URL", raising=False)
    return found


def test_a_command_works_on_the_trial_unless_told_otherwise() -> None:
    assert arguments().on == "trial"


def test_on_heroku_it_takes_the_shell_s_engine_and_the_clone_s_stack_files(pulumi: Path) -> None:
    heroku = place.of(arguments("--on", "heroku"))

    assert (heroku.engine.pulumi, heroku.engine.project) == (pulumi, ROOT)
    assert (heroku.heroku.address, heroku.option) == (HEROKU, " --on heroku")


@pytest.mark.usefixtures("pulumi")
def test_on_heroku_a_key_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HEROKU_API_KEY")

    with pytest.raises(OpsError, match="HEROKU_API_KEY is not set"):
        place.of(arguments("--on", "heroku"))


@pytest.mark.usefixtures("pulumi")
def test_on_heroku_an_engine_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")

    with pytest.raises(OpsError, match="No `pulumi` on PATH"):
        place.of(arguments("--on", "heroku"))
