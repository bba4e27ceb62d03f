"""A question is answered by a person, by an option, or by nobody."""

from __future__ import annotations

import argparse
import io
import sys

import pytest

from ops import confirm
from ops.errors import OpsError

UNDECIDED = argparse.Namespace(yes=False, dry_run=False)


class Terminal(io.StringIO):
    """At which somebody types."""

    def isatty(self) -> bool:
        return True


def test_a_yes_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal("y\n"))

    assert confirm.ask("Deploy?", UNDECIDED)


@pytest.mark.parametrize("typed", ["\n", "no\n", ""], ids=["return", "no", "end of input"])
def test_anything_else_does_nothing(monkeypatch: pytest.MonkeyPatch, typed: str) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal(typed))

    with pytest.raises(OpsError, match=r"^Nothing was done\.$"):
        confirm.ask("Deploy?", UNDECIDED)


def test_where_nobody_is_there_the_option_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("y\n"))

    with pytest.raises(OpsError, match=r"Nobody is there to ask, so nothing was done\. .*--yes"):
        confirm.ask("Deploy?", UNDECIDED)
