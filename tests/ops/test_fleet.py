"""The table of what runs."""

from __future__ import annotations

import pytest

from ops import fleet


def test_where_no_app_is_the_command_that_makes_one_is_named(
    capsys: pytest.CaptureFixture[str],
) -> None:
    fleet.print_table([])

    assert capsys.readouterr().out == "No apps yet. Deploy with: make up\n"
