"""One comment, one issue, however often a job runs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ops import github
from ops.errors import OpsError
from tests.ops.hub import STRANGER, TOKEN, Hub, running


@pytest.fixture
def hub() -> Iterator[Hub]:
    with running() as hub:
        yield hub


def test_a_comment_is_written_once_and_then_rewritten(hub: Hub) -> None:
    hub.client.comment(7, "preview of staging", "one")
    hub.client.comment(7, "preview of staging", "two")
    hub.client.comment(7, "preview of production", "three")

    assert [comment["body"].partition("\n")[2] for comment in hub.comments[7]] == ["two", "three"]


def test_it_is_found_among_many_others(hub: Hub) -> None:
    hub.client.comment(7, "preview", "one")
    lgtm = {"body": "LGTM", "user": STRANGER}
    hub.comments[7][:0] = [{"id": 1000 + n} | lgtm for n in range(150)]
    hub.client.comment(7, "preview", "two")

    assert len(hub.comments[7]) == 151


def test_one_issue_is_opened_updated_and_closed(hub: Hub) -> None:
    for text in ("one", "two"):
        hub.client.open_issue("drift", "It differs", text)
    (issue,) = hub.issues
    text, state = issue["body"], issue["state"]
    hub.client.close_issue("drift")

    assert (text.partition("\n")[2], state) == ("two", "open")
    assert hub.issues[0]["state"] == "closed"


def test_an_issue_that_was_closed_stays_so_and_a_new_one_is_opened(hub: Hub) -> None:
    hub.client.open_issue("drift", "It differs", "one")
    hub.client.close_issue("drift")
    hub.client.open_issue("drift", "It differs", "two")

    assert [issue["state"] for issue in hub.issues] == ["closed", "open"]


@pytest.mark.parametrize("author", [STRANGER, None])
def test_a_strangers_comment_with_our_marker_stays_theirs(
    hub: Hub, author: dict[str, str] | None
) -> None:
    hub.client.comment(7, "preview", "one")
    forged = hub.comments[7][0] | {"id": 1000, "user": author}
    hub.comments[7].insert(0, forged.copy())
    hub.client.comment(7, "preview", "two")

    assert hub.comments[7][0] == forged
    assert hub.comments[7][1]["body"].endswith("two")


def test_a_strangers_issue_with_our_marker_stays_theirs(hub: Hub) -> None:
    hub.client.open_issue("drift", "It differs", "one")
    hub.issues[0]["user"] = STRANGER
    hub.client.open_issue("drift", "It differs", "two")
    hub.client.close_issue("drift")

    assert [issue["state"] for issue in hub.issues] == ["open", "closed"]


def test_closing_what_is_not_open_does_nothing(hub: Hub) -> None:
    hub.client.close_issue("drift")

    assert hub.issues == []


def test_a_pull_request_is_open_or_not(hub: Hub) -> None:
    hub.open_pulls = {3}

    assert [hub.client.is_open(3), hub.client.is_open(4)] == [True, False]


def test_a_refusal_names_github_s_reason_and_never_the_token(hub: Hub) -> None:
    hub.refuses = 403
    with pytest.raises(OpsError, match="403, Resource not accessible by integration") as refused:
        hub.client.comment(7, "preview", "one")

    assert TOKEN not in str(refused.value) + repr(hub.client)


def test_outside_of_a_job_it_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GITHUB_TOKEN", raising=False)
    monkeypatch.setenv("GITHUB_REPOSITORY", "someone/site")

    with pytest.raises(OpsError, match="GITHUB_TOKEN not set"):
        github.from_environment()


@pytest.mark.parametrize("stray", ["\n", "\u20ac"])
def test_a_token_that_no_header_can_hold_is_refused_and_not_repeated(
    hub: Hub, monkeypatch: pytest.MonkeyPatch, stray: str
) -> None:
    for name, value in hub.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("GITHUB_TOKEN", f"{TOKEN}{stray}")
    with pytest.raises(OpsError, match="characters that no token has") as refused:
        github.from_environment().close_issue("drift")

    assert TOKEN not in str(refused.value)


def test_the_summary_grows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    summary = tmp_path / "summary.md"
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    for text in ("one", "two"):
        github.add_to_summary(text)

    assert summary.read_text() == "one\ntwo\n"
