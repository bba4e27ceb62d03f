"""What is read from an engine's event log."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ops.events import Events

URN = "urn:pulumi:staging::site::site:heroku:DjangoApp$heroku:app/app:App::app"


def written(folder: Path, *events: dict[str, Any], broken: str = "") -> Path:
    log = folder / "events"
    log.write_text("".join(json.dumps(event) + "\n" for event in events) + broken)
    return log


def outputs(op: str, type_: str = "heroku:app/app:App", **more: Any) -> dict[str, Any]:
    return {"resOutputsEvent": {"metadata": {"op": op, "type": type_, "urn": URN, **more}}}


def test_a_step_names_its_resource_and_what_changes(tmp_path: Path) -> None:
    old = {"inputs": {"name": "a"}, "protect": True}
    log = written(
        tmp_path,
        outputs(
            "update",
            old=old,
            new={"inputs": {"name": "b"}},
            detailedDiff={"name": {"diffKind": "update"}},
        ),
    )
    (step,) = Events.read(log).steps

    assert (step.op, step.name, step.changed) == ("update", "app", {"name": "update"})
    assert (step.old, step.new, step.protected) == ({"name": "a"}, {"name": "b"}, True)


def test_what_stays_and_what_is_the_engine_s_own_is_no_step(tmp_path: Path) -> None:
    log = written(
        tmp_path, outputs("same"), outputs("update", "pulumi:pulumi:Stack", old={}, new={})
    )

    assert Events.read(log).steps == ()


def test_the_counts_are_the_engine_s_last_word(tmp_path: Path) -> None:
    log = written(tmp_path, {"summaryEvent": {"resourceChanges": {"same": 3, "create": 1}}})

    assert Events.read(log).changes == {"create": 1}


def test_errors_are_kept_and_other_talk_is_not(tmp_path: Path) -> None:
    log = written(
        tmp_path,
        {"diagnosticEvent": {"severity": "error", "message": "no key\n"}},
        {"diagnosticEvent": {"severity": "debug", "message": "beginning"}},
    )

    assert Events.read(log).errors == ("no key",)


def test_a_log_that_breaks_off_tells_what_it_holds(tmp_path: Path) -> None:
    log = written(tmp_path, outputs("create", new={}), broken='{"summaryEv')

    assert [step.op for step in Events.read(log).steps] == ["create"]


def test_outputs_are_those_that_the_stack_ends_with(tmp_path: Path) -> None:
    log = written(
        tmp_path,
        outputs("create", "pulumi:pulumi:Stack", new={"outputs": {}}),
        outputs("same", new={"outputs": {"name": "a"}}),
        outputs("same", "pulumi:pulumi:Stack", new={"outputs": {"appName": "site-staging"}}),
    )

    assert Events.read(log).outputs == {"appName": "site-staging"}
