"""What previews leave for a report."""

from __future__ import annotations

from pathlib import Path

import pytest

from ops.errors import OpsError
from ops.reporting import facts
from ops.reporting.facts import Facts
from ops.reporting.folder import REHEARSAL, Folder


def test_stacks_are_reported_in_the_order_they_were_looked_at(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "reports")
    for stack in ("staging", "production"):
        folder.clear(stack)

    assert folder.stacks() == ["staging", "production"]


def test_what_was_noted_is_told_and_a_new_look_begins_anew(tmp_path: Path) -> None:
    folder = Folder(tmp_path, REHEARSAL)
    folder.clear("staging")
    folder.note("staging", Facts(stage=facts.DONE, gone=("A",)))
    first = folder.report("staging")
    folder.clear("staging")

    assert first.startswith("### Rehearsal of staging\n\n**The deployment works.**")
    assert "Config vars gone: `A`." in first
    assert "`A`" not in folder.report("staging")


def test_a_failure_before_the_engine_speaks_is_reported_too(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.clear("nope")
    folder.note_failure("nope", "no stack named 'nope' found")

    assert "no stack named 'nope' found" in folder.report("nope")


def test_an_empty_folder_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(OpsError, match=r"To do: .*python -m ops preview"):
        Folder(tmp_path).stacks()


def test_what_is_no_stack_s_name_is_no_report(tmp_path: Path) -> None:
    for name in ("staging", "\x1b[2J", "a b"):
        (tmp_path / f"{name}.events").touch()

    assert Folder(tmp_path).stacks() == ["staging"]


def test_facts_that_are_no_text_are_refused_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "staging.events").touch()
    (tmp_path / "staging.json").write_bytes(b"\xff\xfe{")
    with pytest.raises(OpsError, match="can't be read: no JSON"):
        Folder(tmp_path).report("staging")
