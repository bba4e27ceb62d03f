"""Which stacks belong to pull requests."""

from __future__ import annotations

from ops import review_stacks


def test_a_number_makes_a_name_and_a_name_a_number() -> None:
    assert review_stacks.numbers([review_stacks.name(42)]) == [42]


def test_other_stacks_belong_to_nobody() -> None:
    stacks = ["production", "pr-", "pr-x", "xpr-1", "pr-12", "pr-3"]

    assert review_stacks.numbers(stacks) == [3, 12]
