"""`ops comment --run`: what a run has left becomes comments, whoever has made it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import pytest

from ops.errors import OpsError
from ops.reporting import facts
from ops.reporting.facts import Facts
from ops.trial import ROOT
from ops.verbs import comment
from tests.github.workflows import plain_environment, the_command
from tests.ops.hub import Hub, running
from tests.ops.reporting.test_artifact import archive

WORKS = json.dumps(asdict(Facts(stage=facts.DONE))).encode()


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    with running() as hub:
        for name, value in hub.environment.items():
            monkeypatch.setenv(name, value)
        hub.open_pulls, hub.heads = {3, 4}, {3: "sha-of-7", 4: "another"}
        yield hub


def rehearsed(hub: Hub, files: dict[str, bytes], **more: Any) -> None:
    left: dict[str, Any] = {"workflow": "pull-request.yml", "name": "rehearsal"} | more
    hub.left(7, content=archive(files), **left)


def tell(hub: Hub) -> None:
    comment.tell_of_run(hub.client, hub.client.run(7))


def test_the_workflow_s_command_comments_on_the_request_with_that_commit(hub: Hub) -> None:
    rehearsed(hub, {"staging.events": b"", "staging.json": WORKS})
    done = the_command("comment.yml", "comment").run(
        ROOT,
        {"github.token": os.environ["GITHUB_TOKEN"], "github.event.workflow_run.id": "7"},
        plain_environment() | hub.environment,
    )

    assert done.returncode == 0, done.stderr
    assert list(hub.comments) == [3]
    (text,) = [each["body"] for each in hub.comments[3]]
    assert text.startswith("<!-- django-on-heroku: rehearsal of staging -->\n### Rehearsal of stag")
    assert "*Made by the code of the pull request, in a job without any secret.*" in text


def test_a_preview_of_the_repository_s_own_branch_is_told(hub: Hub) -> None:
    rehearsed(hub, {"production.events": b""}, workflow="preview.yml", name="preview")
    tell(hub)

    assert "### Preview of production" in hub.comments[3][0]["body"]
    assert "Made by the code" not in hub.comments[3][0]["body"]


@pytest.mark.parametrize(
    "more",
    [
        {"workflow": "preview.yml", "head_repository": {"full_name": "stranger/site"}},
        {"workflow": "preview.yml", "head_repository": None},
        {"workflow": "another.yml"},
        {"event": "push"},
    ],
)
def test_what_nobody_should_believe_is_not_told(hub: Hub, more: dict[str, Any]) -> None:
    rehearsed(hub, {"production.events": b""}, **more)

    with pytest.raises(OpsError, match="nothing that it leaves is told"):
        tell(hub)


def test_a_fork_s_rehearsal_is_told(hub: Hub) -> None:
    rehearsed(hub, {"staging.events": b""}, head_repository={"full_name": "stranger/site"})
    tell(hub)

    assert len(hub.comments[3]) == 1


def test_a_request_that_went_on_or_was_closed_gets_nothing(hub: Hub) -> None:
    rehearsed(hub, {"staging.events": b""})
    hub.open_pulls = {4}
    tell(hub)

    assert hub.comments == {}


def test_a_run_that_has_left_nothing_is_told(hub: Hub) -> None:
    rehearsed(hub, {}, name="something-else")

    with pytest.raises(OpsError, match="Run 7 has left no artifact rehearsal"):
        tell(hub)
