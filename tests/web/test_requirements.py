"""The packages that a build installs."""

from __future__ import annotations

from importlib.metadata import requires

from packaging.requirements import Requirement

from tests.web.source import WEB


def requirements() -> list[Requirement]:
    lines = (WEB / "requirements.txt").read_text().splitlines()
    return [Requirement(line) for line in lines if line and not line.startswith(("#", " "))]


def test_each_is_pinned_to_one_version() -> None:
    operators = {spec.operator for each in requirements() for spec in each.specifier}

    assert operators == {"=="}
    assert all(len(each.specifier) == 1 for each in requirements())


def test_whatever_they_require_is_pinned_too() -> None:
    here = [each for each in requirements() if not each.marker or each.marker.evaluate()]
    needed = [Requirement(line) for each in here for line in requires(each.name) or ()]
    pinned = {each.name for each in requirements()}

    missing = {each.name for each in needed if not each.marker or each.marker.evaluate()} - pinned

    assert missing == set()
