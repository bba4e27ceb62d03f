"""The front door: help, exit statuses, one clear sentence where there is nothing to show."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ops.__main__ import VERBS
from ops.trial import ROOT


def ops(*arguments: str, root: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ops", *arguments],
        cwd=root,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_every_verb_explains_itself(verb: str) -> None:
    helped = ops(verb, "--help")

    assert helped.returncode == 0
    assert f"python -m ops {verb}" in helped.stdout


def test_an_unknown_verb_lists_the_known_ones() -> None:
    refused = ops("lift")

    assert refused.returncode == 2
    assert all(verb in refused.stderr for verb in ("'up'", "'down'", "'status'", "'env'"))


@pytest.mark.parametrize("verb", ["status", "env", "dashboard", "doctor"])
def test_without_a_trial_the_next_command_is_named(verb: str, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "ops", tmp_path / "ops")
    refused = ops(verb, root=tmp_path)

    assert refused.returncode == 1
    assert refused.stderr.strip().endswith("make up")
    assert refused.stdout == ""


def test_a_name_that_no_stack_can_have_is_refused_before_anything_starts(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "ops", tmp_path / "ops")
    refused = ops("up", "bad/name", root=tmp_path)

    assert refused.returncode == 2
    assert "'bad/name' is not a stack's name" in refused.stderr
    assert not (tmp_path / ".local").exists()


def test_a_folder_that_is_refused_is_named_with_what_to_do(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "ops", tmp_path / "ops")
    refused = ops("up", root=tmp_path, XDG_CACHE_HOME=os.devnull)

    assert refused.returncode == 1
    assert "/dev/null/django-on-heroku is refused: Not a directory" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_an_interrupt_while_a_verb_is_being_loaded_is_no_traceback(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "ops", tmp_path / "ops")
    verb = tmp_path / "ops/verbs/status.py"
    verb.write_text(f"{verb.read_text()}\nimport signal\nsignal.raise_signal(signal.SIGINT)\n")
    interrupted = ops("status", root=tmp_path)

    assert interrupted.returncode == 130
    assert "Traceback" not in interrupted.stderr
    assert "Interrupted" in interrupted.stderr
