"""A folder that a stranger's code has filled: a report in which GitHub finds nothing to act on."""

from __future__ import annotations

import json
import re
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from ops.errors import OpsError
from ops.reporting import facts
from ops.reporting.danger import CONFIG
from ops.reporting.facts import Dropped, Facts, MigrationSeen, ReleaseSeen, Visits
from ops.reporting.folder import REHEARSAL, Folder
from ops.reporting.markdown import LONGEST

TABLE = {"table", "thead", "tbody", "tr", "th", "td"}
OURS = TABLE | {"h3", "p", "strong", "em", "ul", "li", "blockquote", "details", "summary"}
quick = settings(max_examples=100, deadline=None, database=None)
nasty = st.text(st.sampled_from("`|\\\n<>@a#[]()!&*_~-. "), max_size=30)
values = st.recursive(
    nasty | st.integers() | st.none(), lambda inner: st.dictionaries(nasty, inner) | st.lists(inner)
)
inputs = st.dictionaries(nasty | st.just("vars"), values)
types = st.sampled_from(
    ["heroku:addon/addon:Addon", "heroku:app/configAssociation:ConfigAssociation"]
)
steps = st.fixed_dictionaries(
    {
        "op": st.sampled_from(["replace", "delete", "update", "create"]) | nasty,
        "type": types | nasty,
        "urn": nasty,
        "old": st.fixed_dictionaries({"inputs": inputs, "protect": st.booleans()}),
        "new": st.fixed_dictionaries({"inputs": inputs}),
        "detailedDiff": st.dictionaries(
            nasty | nasty.map("vars.{}".format),
            st.just({"diffKind": "delete"}),
        ),
    }
)


def told(log: list[Any], noted: Any) -> str:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "staging.events").write_text("\n".join(map(json.dumps, log)))
        Path(folder, "staging.json").write_text(json.dumps(noted))
        return Folder(Path(folder), REHEARSAL).report("staging")


def noted(text: str) -> dict[str, Any]:
    return asdict(
        Facts(
            stage=facts.UP,
            failure=text,
            base=text,
            head=text,
            gone=(text,),
            new=(text,),
            source=text,
            releases=(
                ReleaseSeen(version=1, status=text, description=text, seconds=1, output=text),
            ),
            migrations=(MigrationSeen(name=text, fate=text, obstacles=(text,)),),
            visits=Visits(
                count=9,
                slowest=1,
                dropped=(Dropped(answer=text, page=text, count=2, first=0, last=1),),
            ),
        )
    )


@quick
@given(step=steps, text=nasty, counts=st.dictionaries(nasty, st.integers()), error=nasty)
def test_no_markup_no_link_and_no_mention_comes_of_it(
    step: dict[str, Any], text: str, counts: dict[str, int], error: str
) -> None:
    log = [
        {"resOutputsEvent": {"metadata": step}},
        {"diagnosticEvent": {"severity": "error", "message": error}},
        {"summaryEvent": {"resourceChanges": counts}},
    ]
    html = MarkdownIt("commonmark", {"html": True}).enable("table").render(told(log, noted(text)))
    bare = re.sub(r"<(pre|code)>.*?</\1>", "", html, flags=re.DOTALL)

    assert "@" not in bare
    assert set(re.findall(r"<(\w+)", bare)) <= OURS


@quick
@given(log=st.lists(values), facts=values)
def test_what_has_another_shape_is_refused_in_one_sentence(log: list[Any], facts: Any) -> None:
    try:
        text = told(log, facts)
    except OpsError as error:
        text = str(error)

    assert len(text) <= LONGEST


@pytest.mark.parametrize(
    ("value", "path"),
    [("x" * 9, "v"), ([1], f"v[{'9' * 5000}]"), (json.loads("[" * 900 + "]" * 900), "v")],
)
def test_a_value_of_a_strange_shape_is_told_all_the_same(value: Any, path: str) -> None:
    step = {"op": "replace", "type": CONFIG, "urn": "urn::config-vars", "new": {"inputs": {}}}
    log = [
        {"resOutputsEvent": {"metadata": step | {"old": {"inputs": {"v": value}}, "diffs": [path]}}}
    ]

    assert "`config-vars`" in told(log, noted(""))


def test_the_dangers_are_told_however_many_there_are() -> None:
    metadata = {"op": "delete", "type": "heroku:app/app:App", "old": {}, "new": {}}
    log = [
        {"resOutputsEvent": {"metadata": metadata | {"urn": f"urn::app{number}"}}}
        for number in range(5000)
    ]
    text = told(log, noted(""))

    assert len(text) <= LONGEST
    assert "> - `app0` is deleted" in text
    assert "> - … and 4970 more" in text
