"""The runbooks have one form, and none of them is only prose. `tests/e2e` runs them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ops.trial import ROOT
from tests import runbooks

SECTIONS = [
    "When",
    "What visitors notice",
    "Steps",
    "How to see that it worked",
    "How to go back",
]

every_page = pytest.mark.parametrize("page", runbooks.pages(), ids=lambda page: page.stem)


def test_the_index_lists_every_page_once() -> None:
    there = set(runbooks.FOLDER.glob("*.md")) - {runbooks.INDEX}

    assert sorted(runbooks.pages()) == sorted(there)


@pytest.mark.parametrize("page", [runbooks.INDEX, runbooks.HOW_TO], ids=lambda page: page.stem)
def test_the_readme_leads_there(page: Path) -> None:
    assert page.relative_to(ROOT).as_posix() in (ROOT / "README.md").read_text()


@every_page
def test_a_page_has_every_section_in_order(page: Path) -> None:
    titles = re.findall(r"^## ([^:\n]+)", page.read_text(), re.MULTILINE)

    assert [title for title in dict.fromkeys(titles) if title in SECTIONS] == SECTIONS


@every_page
def test_a_page_has_steps_and_a_check_that_are_run(page: Path) -> None:
    for section in ("Steps", "How to see that it worked"):
        part = page.read_text().partition(f"\n## {section}")[2].partition("\n## ")[0]

        assert [match for match in runbooks.FENCED.finditer(part) if match["info"] == "sh"]


@pytest.mark.parametrize("page", [runbooks.INDEX, *runbooks.pages()], ids=lambda page: page.stem)
def test_every_block_is_run_or_says_what_it_needs(page: Path) -> None:
    for block in runbooks.blocks(page):
        assert block.info.split()[0] == "sh"
        assert block.markers <= runbooks.ELSEWHERE


@every_page
def test_no_fence_is_overlooked(page: Path) -> None:
    assert page.read_text().count("```") == 2 * len(runbooks.blocks(page))


@every_page
def test_a_page_has_no_gaps_to_fill_in(page: Path) -> None:
    commands = "".join(block.text for block in runbooks.blocks(page))

    assert not re.findall(r"<[a-z-]+>|\.\.\.|\bAPP\b|\bSTACK\b", commands)
