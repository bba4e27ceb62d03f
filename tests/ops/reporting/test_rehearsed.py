"""A rehearsal as a reviewer reads it."""

from __future__ import annotations

from typing import Any

import pytest

from ops.events import Events, Step
from ops.reporting import facts
from ops.reporting.facts import Dropped, Facts, MigrationSeen, ReleaseSeen, Visits
from ops.reporting.rehearsed import report


def told(*, stage: str = facts.DONE, errors: tuple[str, ...] = (), **more: Any) -> str:
    build = Step(
        op="replace",
        type="heroku:build/build:Build",
        name="build",
        protected=False,
        old={},
        new={},
        changed={"localChecksum": "update-replace"},
    )
    events = Events(steps=(build,), counts={"replace": 1, "same": 9}, errors=errors)
    return report("Rehearsal of staging", events, Facts(stage=stage, **more))


def visits(*dropped: Dropped) -> Visits:
    return Visits(count=40, slowest=0.25, dropped=dropped)


@pytest.mark.parametrize(
    ("stage", "verdict"),
    [
        (facts.DONE, "**The deployment works.**"),
        (facts.UP, "**The deployment fails.**"),
        (facts.SITE, "**The site does not work after the deployment.**"),
        (facts.SKIPPED, "**Not deployed**, since a stack before it failed."),
        (facts.BASE, "**The base can't be brought up**, so the change was not tried."),
    ],
)
def test_the_verdict_stands_first_and_then_the_counts(stage: str, verdict: str) -> None:
    assert told(stage=stage).startswith(
        f"### Rehearsal of staging\n\n{verdict}\n\n**1 to build**, 9 unchanged\n"
    )


def test_a_failure_is_shown_with_its_reason() -> None:
    assert "**Why**\n\n```\nthe penguins\n```" in told(stage=facts.UP, failure="the penguins")


def test_what_the_engine_said_is_not_said_twice() -> None:
    text = told(stage=facts.PREVIEW, errors=("bad region",), failure="bad region")

    assert text.count("bad region") == 1


def test_requests_that_failed_are_counted_in_the_verdict_and_listed() -> None:
    text = told(
        visits=visits(
            Dropped(answer="503", page="/", count=2, first=1.04, last=1.5),
            Dropped(answer="ReadTimeout", page="/db/", count=1, first=2, last=2),
        )
    )

    assert "**The deployment works, but 3 of 40 requests failed meanwhile.**" in text
    assert "| `503` | `/` | 2 | 1.0 to 1.5 |\n| `ReadTimeout` | `/db/` | 1 | 2.0 |" in text


def test_no_failed_request_is_said_so() -> None:
    assert "- 40 requests meanwhile: none failed; the slowest took 250 ms." in told(visits=visits())


@pytest.mark.parametrize(
    ("obstacles", "way_back"),
    [
        ((), "it can be taken back."),
        (("Raw Python",), "**it can't be taken back**: `Raw Python`."),
        (None, "whether it can be taken back is not known."),
    ],
)
def test_a_migration_and_its_way_back(obstacles: tuple[str, ...] | None, way_back: str) -> None:
    text = told(migrations=(MigrationSeen(name="a.0002", fate=facts.RAN, obstacles=obstacles),))

    assert f"- Migration `a.0002` ran; {way_back}" in text


def test_a_migration_that_the_release_phase_never_showed_stands_out() -> None:
    text = told(migrations=(MigrationSeen(name="a.0002", fate=facts.NOT_SEEN, obstacles=()),))

    assert "`a.0002` was **not seen** in the release phase" in text


def test_a_failed_release_is_named_and_its_log_folded() -> None:
    failed = ReleaseSeen(version=7, status="failed", description="Deploy", seconds=2, output="oh")
    text = told(releases=(failed,))

    assert "- **Release v7 failed**: `Deploy`." in text
    assert "<summary>Release v7 <code>failed</code> after 2 s: <code>Deploy</code></summary>" in (
        text
    )


@pytest.mark.parametrize(("promoted", "which"), [(True, "the slug"), (False, "**another** slug")])
def test_whether_the_promotion_works_is_said(promoted: bool, which: str) -> None:
    assert f"- It runs {which}" in told(source="staging", promoted=promoted)


def test_new_code_is_no_replacement_to_be_afraid_of() -> None:
    text = told()

    assert "to replace" not in text
    assert "| build | `build` (Build) | | | |" in text
