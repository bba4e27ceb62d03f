"""Only what has the declared shape comes in."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ops.events import WrongShape
from ops.reporting import facts
from ops.reporting.facts import Dropped, Facts, MigrationSeen, ReleaseSeen, Visits
from ops.reporting.typed_json import LONGEST, read

quick = settings(max_examples=60, deadline=None, database=None)
FULL = Facts(
    stage=facts.DONE,
    seconds=2.5,
    releases=(ReleaseSeen(version=3, status="succeeded", description="Deploy", seconds=1),),
    migrations=(MigrationSeen(name="hello.0002", fate=facts.RAN, obstacles=None),),
    gone=("A",),
    visits=Visits(
        count=3,
        slowest=0.1,
        dropped=(Dropped(answer="503", page="/", count=1, first=0.5, last=0.5),),
    ),
)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(list(asdict(FULL))), inner),
)


def test_what_was_written_is_read() -> None:
    assert read(Facts, json.dumps(asdict(FULL))) == FULL


@quick
@given(json_values)
def test_anything_else_is_facts_or_refused(value: Any) -> None:
    try:
        found = read(Facts, json.dumps(value))
    except WrongShape:
        return

    assert isinstance(found, Facts)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "no JSON"),
        ("[" * 100_000, "no JSON"),
        ("9" * 10_000, "no JSON"),
        ("[]", "Facts has other fields"),
        ("{}", "Facts lacks one of stage"),
        ('{"stage": 1}', "Facts.stage is no str"),
        ('{"stage": "done", "more": 1}', "Facts has other fields"),
        ('{"stage": "done", "seconds": 1e400, "gone": "A"}', "Facts.gone is no list"),
        ('{"stage": "done", "seconds": ' + "9" * 400 + "}", "Facts.seconds is no float"),
        ('{"stage": "done", "gone": [' + "0," * 2000 + "0]}", "no list of at most"),
        ('{"stage": "done", "promoted": 1}', "Facts.promoted is no bool"),
    ],
)
def test_the_problem_is_named(text: str, problem: str) -> None:
    with pytest.raises(WrongShape, match=problem):
        read(Facts, text)


def test_an_endless_text_is_cut() -> None:
    found = read(Facts, json.dumps({"stage": "done", "failure": "x" * (LONGEST + 5)}))

    assert len(found.failure) == LONGEST
