"""Which stacks belong to pull requests."""

from __future__ import annotations

from pathlib import Path

import pytest

from ops import project, review_stacks


def test_a_number_makes_a_name_and_a_name_a_number() -> None:
    assert review_stacks.numbers([review_stacks.name(42)]) == [42]


def test_other_stacks_belong_to_nobody() -> None:
    stacks = ["production", "pr-", "pr-x", "xpr-1", "pr-12", "pr-3"]

    assert review_stacks.numbers(stacks) == [3, 12]


@pytest.mark.parametrize(
    ("staging", "review"), [("my-site-staging", "my-site-pr-7"), ("my-site", "my-site-pr-7")]
)
def test_an_app_is_called_after_stagings(tmp_path: Path, staging: str, review: str) -> None:
    config = f"config:\n  {project.read().name}:appName: {staging}\n"
    (tmp_path / "Pulumi.staging.yaml").write_text(config)

    assert review_stacks.app_name(tmp_path, "pr-7") == review


@pytest.mark.parametrize("config", ["config:\n", "config: {}\n", "encryptionsalt: x\n"])
def test_an_app_without_an_example_has_the_default_name(tmp_path: Path, config: str) -> None:
    (tmp_path / "Pulumi.staging.yaml").write_text(config)

    assert review_stacks.app_name(tmp_path, "pr-7") == ""
