"""What others wrote comes out as text, however it is written."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from ops.reporting.quoting import LONGEST_LOG, cell, code, fenced, html_code

quick = settings(max_examples=60, deadline=None, database=None)
NASTY = [
    "`",
    "``",
    "|",
    "\\",
    "@someone",
    "<img src=x>",
    "](http://x)",
    "\n",
    "\n\n",
    " ",
    "</code>",
]
nasty = st.lists(st.sampled_from([*NASTY, "a", "~~~", "```", "#", "\r", "\u2028"]), min_size=1).map(
    "".join
)


def outside_of_code(markdown: str) -> str:
    """What GitHub would look at for markup, links and mentions."""
    html = MarkdownIt("commonmark", {"html": True}).enable("table").render(markdown)
    return re.sub(r"<(pre|code)>.*?</\1>", "", html, flags=re.DOTALL)


@quick
@given(nasty)
def test_a_code_span_holds_all_of_it(text: str) -> None:
    assert outside_of_code(f"a {code(text)} b").strip() == "<p>a  b</p>"


@quick
@given(nasty)
def test_a_cell_holds_all_of_it(text: str) -> None:
    row = outside_of_code(f"| a | b |\n| --- | --- |\n| {cell(text)} | z |\n")

    assert row.count("<td>") == 2
    assert "<td>z</td>" in row
    assert not re.search(r"@|img|http", row)


@quick
@given(nasty)
def test_a_fence_holds_all_of_it(text: str) -> None:
    assert outside_of_code(f"a\n\n{fenced(text)}\n\nb").split() == ["<p>a</p>", "<p>b</p>"]


@pytest.mark.parametrize("text", NASTY)
def test_a_summary_holds_all_of_it(text: str) -> None:
    html = outside_of_code(f"<details><summary>x {html_code(text)}</summary>\n\ny\n\n</details>")

    assert html.split() == ["<details><summary>x", "</summary>", "<p>y</p>", "</details>"]


def test_of_a_long_log_the_beginning_and_the_end_are_shown() -> None:
    log = fenced("first\n" + "x" * 100_000 + "\nlast")

    assert len(log) < LONGEST_LOG + 100
    assert "first\n" in log
    assert "\n[…]\n" in log
    assert log.endswith("\nlast\n```")


def test_a_fence_holds_what_can_be_sent_and_read() -> None:
    log = fenced("\x1b[31mred\x1b[0m\r\n\ud800\u202e postgres://me:planted@db/x")

    assert log == "```\nred \n\ufffd\ufffd postgres://[secret]@db/x\n```"
