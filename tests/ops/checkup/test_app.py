"""What of an app is shown."""

from __future__ import annotations

from ops.checkup.app import last_lines

CONFIG = {
    "SECRET_KEY": "planted-key",
    "LONGER": "planted-key-and-more\nin two lines",
    "DJANGO_SETTINGS_MODULE": "site.settings",
    "DEBUG_LEVEL": "1",
}


def test_the_end_of_a_log_is_its_last_lines_that_say_something() -> None:
    assert last_lines("a\nb\n\nc  \nd\n\n", {}) == ("b", "c", "d")


def test_no_value_of_a_config_var_is_in_it_but_those_that_are_looked_at() -> None:
    text = "site.settings 1\nno planted-key-and-more\nin two lines, nor planted-key\n"

    assert last_lines(text, CONFIG) == ("site.settings 1", "no [secret], nor [secret]")
