"""What a stack's first `up` asks of the platform: nothing twice, no release too many."""

from __future__ import annotations

from collections import Counter

from tests.e2e.clone import Stack


def test_it_makes_the_releases_it_needs_and_no_other(stack: Stack) -> None:
    stack.must_up()
    made = [release["description"] for release in reversed(stack.clone.releases(stack.app))]

    assert made[:2] == ["Initial release", "Enable Logplex"]
    assert made[2].startswith("Attach DATABASE")
    assert made[3].endswith("completed provisioning, setting DATABASE_URL.")
    assert made[4].startswith("Set ")
    assert made[5].startswith("Deploy ")
    assert len(made) == 6


def test_it_changes_nothing_twice(stack: Stack) -> None:
    before = Counter(stack.clone.api_calls())
    stack.must_up()
    made = Counter(stack.clone.api_calls()) - before
    twice = [(verb, path) for (verb, path), count in made.items() if verb != "GET" and count > 1]

    assert ("POST", "/apps") in made
    # The provider's App sends an empty set of config vars at birth; ours come in the other call.
    assert [path.rpartition("/")[2] for _, path in twice] == ["config-vars"]
