"""What a stack's first `up` asks of the platform: nothing twice, no release too many."""

from __future__ import annotations

from collections import Counter

from tests.e2e.clone import Stack


def test_it_makes_the_releases_it_needs_and_no_other(stack: Stack) -> None:
    stack.must_up()
    made = [release["description"] for release in reversed(stack.clone.releases(stack.app))]

    assert made[:2] == ["Initial release", "Enable Logplex"]
    assert "DATABASE" in made[2]
    assert made[3].startswith("Set ")
    assert made[4].startswith("Deploy ")
    assert len(made) == 5


def test_it_changes_nothing_twice(stack: Stack) -> None:
    before = Counter(stack.clone.api_calls())
    stack.must_up()
    made = Counter(stack.clone.api_calls()) - before
    changes = {call: count for call, count in made.items() if call[0] != "GET"}

    assert changes
    assert set(changes.values()) == {1}
