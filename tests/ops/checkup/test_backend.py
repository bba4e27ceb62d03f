"""Backend, passphrase and locks: which file or variable, never a value."""

from __future__ import annotations

import json
import os
import socket
from pathlib import Path

import pytest

from ops.checkup import backend
from ops.checkup.finding import Finding, Level, run
from tests.ops.checkup.facts import told

SECRET = "planted-3141"


class Machine:
    """A project with an encrypted stack, a backend folder, and a passphrase file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.state = folder / "a state"  # its address writes the blank otherwise
        (folder / "Pulumi.yaml").write_text("name: it\nruntime: python\n")
        (folder / "Pulumi.staging.yaml").write_text("encryptionsalt: v1:abc\n")
        self.passphrase = folder / "passphrase"
        self.passphrase.touch(mode=0o600)
        self.passphrase.write_text(SECRET)
        self.environment = {
            "PULUMI_HOME": str(folder / "home"),
            "PULUMI_BACKEND_URL": self.state.as_uri(),
            "PULUMI_CONFIG_PASSPHRASE_FILE": str(self.passphrase),
        }

    def look(self) -> list[Finding]:
        return list(
            run(backend.CHECKS, backend.gather(self.folder, self.environment, ("staging",)))
        )

    def lock(self, **content: object) -> None:
        folder = self.state / ".pulumi/locks/organization/it/staging"
        folder.mkdir(parents=True)
        (folder / "one.json").write_text(
            json.dumps({"username": "me", "hostname": socket.gethostname()} | content)
        )


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_a_good_backend_names_the_variables_and_no_value(machine: Machine) -> None:
    found = machine.look()

    assert {finding.level for finding in found} == {Level.FINE}
    assert found[0].what.startswith("backend: PULUMI_BACKEND_URL, file://")
    assert found[1].what.startswith("passphrase: PULUMI_CONFIG_PASSPHRASE_FILE, ")
    assert SECRET not in str(found)


def test_without_a_login_the_file_that_was_looked_at_is_named(machine: Machine) -> None:
    del machine.environment["PULUMI_BACKEND_URL"]
    found = machine.look()

    assert told(found) == ["Nobody is logged in to a backend"]
    assert found[0].where.endswith("home/credentials.json")


def test_the_project_s_own_backend_goes_before_the_login(machine: Machine) -> None:
    del machine.environment["PULUMI_BACKEND_URL"]
    (machine.folder / "Pulumi.yaml").write_text("name: it\nbackend:\n  url: s3://bucket?x=1\n")

    assert told(machine.look(), Level.FINE)[0].endswith("Pulumi.yaml, s3://bucket")


def test_a_backend_over_https_needs_a_token(machine: Machine) -> None:
    machine.environment["PULUMI_BACKEND_URL"] = f"https://me:{SECRET}@example.com"
    found = machine.look()

    assert told(found) == ["There is no login for https://example.com"]
    assert SECRET not in str(found)


@pytest.mark.parametrize("name", ["PULUMI_CONFIG_PASSPHRASE", "PULUMI_CONFIG_PASSPHRASE_FILE"])
def test_a_passphrase_may_come_from_either_variable(machine: Machine, name: str) -> None:
    value = machine.environment.pop("PULUMI_CONFIG_PASSPHRASE_FILE")
    machine.environment[name] = value

    assert told(machine.look()) == []


def test_a_passphrase_that_is_needed_and_not_set_is_a_finding(machine: Machine) -> None:
    del machine.environment["PULUMI_CONFIG_PASSPHRASE_FILE"]

    assert told(machine.look()) == [
        "Pulumi.staging.yaml is encrypted with a passphrase, and none is set"
    ]


def test_a_stack_of_another_provider_needs_no_passphrase(machine: Machine) -> None:
    del machine.environment["PULUMI_CONFIG_PASSPHRASE_FILE"]
    (machine.folder / "Pulumi.staging.yaml").write_text("secretsprovider: awskms://alias/it\n")

    assert "secrets of staging are encrypted by awskms" in str(machine.look())


def test_a_passphrase_s_file_must_be_there_and_closed_to_others(machine: Machine) -> None:
    machine.passphrase.chmod(0o644)

    assert told(machine.look()) == ["Other users of this machine can read the passphrase"]

    machine.passphrase.unlink()

    assert told(machine.look()) == ["The passphrase's file is missing"]


def test_the_lock_of_a_killed_engine_is_a_finding_with_the_command(machine: Machine) -> None:
    machine.lock(pid=2**22 + 1)
    found = [finding for finding in machine.look() if finding.level is Level.BAD]

    assert "staging is locked by an engine that was killed" in found[0].what
    assert found[0].mend == "pulumi cancel --yes --stack staging"


def test_the_lock_of_an_engine_that_runs_is_a_note(machine: Machine) -> None:
    machine.lock(pid=os.getpid())

    assert "staging is being deployed" in told(machine.look(), Level.NOTE)[0]


def test_a_lock_of_another_machine_is_a_note(machine: Machine) -> None:
    machine.lock(pid=1, hostname="elsewhere")

    assert "on another machine" in told(machine.look(), Level.NOTE)[0]
