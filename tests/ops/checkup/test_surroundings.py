"""Where half of everything is missing, the other half is looked at all the same."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ops.trial import ROOT


def doctor(root: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """On a machine with nothing but git."""
    names = ("HOME", "LANG", "PYTHONDONTWRITEBYTECODE")
    kept = {name: os.environ[name] for name in names if name in os.environ}
    return subprocess.run(
        [sys.executable, "-m", "ops", "doctor", *arguments],
        cwd=root,
        env=kept | {"PATH": os.defpath, "XDG_CACHE_HOME": str(root / "cache")} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A project whose trial was killed, on a machine without an engine."""
    shutil.copytree(ROOT / "ops", tmp_path / "ops")
    for name in ("Pulumi.yaml", "platform.toml", "requirements.txt"):
        shutil.copy(ROOT / name, tmp_path / name)
    shutil.copytree(ROOT / "web", tmp_path / "web")
    data = tmp_path / ".local/heroku"
    data.mkdir(parents=True)
    (data / "address").write_text("http://127.0.0.1:1\n")
    (data / "api-key").write_text("planted-5772\n")
    (tmp_path / ".local/project").mkdir()
    shutil.copy(ROOT / "Pulumi.yaml", tmp_path / ".local/project/Pulumi.yaml")
    return tmp_path


def test_a_trial_that_was_killed_is_started_with_the_command_named(clone: Path) -> None:
    done = doctor(clone)

    assert done.returncode == 3, done.stderr
    assert "✗ localheroku doesn't run" in done.stdout
    assert "✗ There is no engine" in done.stdout
    assert "? Stacks can't be looked at without an engine" in done.stdout
    assert "planted-5772" not in done.stdout + done.stderr


def test_on_heroku_nothing_that_is_missing_ends_it(clone: Path) -> None:
    done = doctor(clone, "--on", "heroku", PULUMI_HOME=str(clone / "home"))

    assert done.returncode == 3, done.stderr
    assert "✗ There is no key, so Heroku can't be asked" in done.stdout
    assert "✗ Nobody is logged in to a backend" in done.stdout
    assert "✓ Django 5.2, until 2028-04-30" in done.stdout


def test_nothing_is_made(clone: Path) -> None:
    before = sorted(path for path in clone.rglob("*") if "__pycache__" not in path.parts)
    doctor(clone)
    after = sorted(path for path in clone.rglob("*") if "__pycache__" not in path.parts)

    assert after == before
