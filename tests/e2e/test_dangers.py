"""`python -m ops preview --fail-on-danger`: what would be lost stops a pipeline."""

from __future__ import annotations

from tests.e2e.clone import Clone, Finished


def preview(clone: Clone) -> Finished:
    return clone.ops("preview", "staging", "--fail-on-danger")


def test_a_change_that_loses_the_app_is_a_finding(clone: Clone) -> None:
    clone.pulumi("config", "set", "region", "eu", "--stack", "staging")
    done = preview(clone)
    clone.pulumi("config", "rm", "region", "--stack", "staging")

    assert done.returncode == 3
    assert "> - `app` is replaced: the app with its address, config vars" in done.stdout
    assert "Something of staging would be lost" in done.stderr


def test_a_change_that_loses_nothing_is_none(clone: Clone) -> None:
    assert preview(clone).returncode == 0


def test_no_preview_of_an_unknown_stack_says_which_there_are(clone: Clone) -> None:
    done = clone.ops("preview", "nowhere")

    assert done.returncode == 1
    assert "There is no stack 'nowhere'. There are" in done.stdout
