"""What a stack's first `up` asks of the platform: nothing twice, no release too many."""

from __future__ import annotations

from tests.e2e.conftest import FirstUp


def test_it_shows_the_build_s_log_and_its_release_phase(first_up: FirstUp) -> None:
    assert "-----> Python app detected" in first_up.shown
    assert "Applying hello.0001_initial... OK" in first_up.shown


def test_it_makes_the_releases_it_needs_and_no_other(first_up: FirstUp) -> None:
    made = first_up.releases

    assert made[:2] == ["Initial release", "Enable Logplex"]
    assert made[2].startswith("Attach DATABASE")
    assert made[3].endswith("completed provisioning, setting DATABASE_URL.")
    assert made[4].startswith("Set ")
    assert made[5].startswith("Deploy ")
    assert len(made) == 6


def test_it_changes_nothing_twice(first_up: FirstUp) -> None:
    made = first_up.calls
    twice = [(verb, path) for (verb, path), count in made.items() if verb != "GET" and count > 1]

    assert ("POST", "/apps") in made
    # The provider's App sends an empty set of config vars at birth; ours come in the other call.
    assert [path.rpartition("/")[2] for _, path in twice] == ["config-vars"]
