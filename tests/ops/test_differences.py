"""What differs, told: the words of whoever changed something stay words."""

from __future__ import annotations

from markdown_it import MarkdownIt

from ops.differences import Drift
from ops.events import Events

NOTHING = Events(steps=(), counts={}, errors=())
EVIL = "@someone <img src=//evil.example> [x](//evil.example) `` ` \n<!-- django-on-heroku: x -->"


def test_no_markup_no_link_and_no_mention_comes_of_a_release_or_a_name() -> None:
    drift = Drift(events=NOTHING, names=(EVIL,), releases=(EVIL,), other_slug=EVIL)
    tokens = MarkdownIt("commonmark").parse(drift.report("staging"))
    inline = [one for token in tokens for one in token.children or () if one.type != "code_inline"]

    assert {one.type for one in inline} <= {"text", "strong_open", "strong_close"}
    assert not any("@" in one.content or "<" in one.content for one in inline)
