"""What the trial asks of the engine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from ops.engine import Engine, around
from ops.errors import OpsError
from ops.trial import PASSPHRASE, PASSPHRASE_FILE


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    """An engine that records its arguments and what it was given on stdin."""
    pulumi = tmp_path / "pulumi"
    pulumi.write_text('#!/bin/sh\necho "$*" >> calls\ncat >> given\n[ "$1" != stack ]\n')
    pulumi.chmod(0o755)
    return Engine(pulumi=pulumi, project=tmp_path, variables={}, state=tmp_path / "state")


def lock_of(engine: Engine, pid: int) -> Path:
    assert engine.state
    lock = engine.state / ".pulumi/locks/organization/site/staging/1.json"
    lock.parent.mkdir(parents=True)
    lock.write_text(json.dumps({"pid": pid}))
    return lock


def test_a_generated_key_never_stands_on_a_command_line(engine: Engine) -> None:
    engine.generate_secret_key("staging")
    calls = (engine.project / "calls").read_text()
    key = (engine.project / "given").read_text()

    assert calls == "config set --secret --path secretKey --stack staging\n"
    assert len(key) >= 50


def test_the_shells_passphrase_is_not_the_trials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PASSPHRASE, "of a real stack")

    assert PASSPHRASE in around({})
    assert PASSPHRASE not in around({PASSPHRASE_FILE: "/trial/passphrase"})


def test_a_failed_up_ends_with_the_first_line_of_each_cause(engine: Engine) -> None:
    said = ["Release v9 failed: Deploy.\nTraceback …", "update failed"]
    events = [{"diagnosticEvent": {"severity": "error", "message": each}} for each in said]
    (engine.project / "happened").write_text("\n".join(map(json.dumps, events)))
    engine.pulumi.write_text('#!/bin/sh\nfor log; do :; done\ncp happened "$log"\nexit 255\n')

    with pytest.raises(
        OpsError, match=r"above\.\n  Release v9 failed: Deploy\.\nWhat had been done"
    ):
        engine.up("staging")


def test_what_the_engine_refuses_is_shown_with_the_command(engine: Engine) -> None:
    with pytest.raises(OpsError, match="`pulumi stack init dev --no-select` failed"):
        engine.create("dev")


def test_a_state_that_cant_be_read_is_no_stack_without_a_key(engine: Engine) -> None:
    engine.pulumi.write_text("#!/bin/sh\necho error: connection refused >&2\nexit 255\n")

    with pytest.raises(OpsError, match="The state of pr-7 could not be read:\nerror: connection"):
        engine.recover_secrets("pr-7")


def test_a_stack_that_was_never_deployed_has_no_secrets_yet(engine: Engine) -> None:
    engine.pulumi.write_text("#!/bin/sh\necho error: no previous deployment >&2\nexit 255\n")
    engine.recover_secrets("pr-7")

    assert not (engine.project / "Pulumi.pr-7.yaml").exists()


def test_the_lock_of_a_killed_engine_is_released(engine: Engine) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    lock = lock_of(engine, ended.pid)
    engine.unlock("staging")

    assert not lock.exists()


def test_the_lock_of_a_living_engine_stays(engine: Engine) -> None:
    lock = lock_of(engine, os.getpid())
    engine.unlock("staging")

    assert lock.exists()
