"""What others wrote, on a terminal: text, and no more."""

from __future__ import annotations

from io import StringIO

import pytest

from ops.screen import detail, has_colours, inert, step

# Colour, a title, a cursor that moves, a line that is written over, an order that is turned round.
NASTY = [
    "\x1b[31mred",
    "\x1b]0;title\x07",
    "\x1b[2A",
    "\x9b1A",
    "good\rbad",
    "\u202eevil",
    "\ud800",
    "\0",
]


@pytest.mark.parametrize("text", NASTY)
def test_nothing_but_text_reaches_a_terminal(text: str) -> None:
    assert inert(text).isprintable()


def test_text_is_left_as_it_is() -> None:
    text = "  Größe: 3 µs → “ok”\n\tname@example.com, https://example.com:80/x@y, a:b@c, x://USER:PASSWORD@H"

    assert inert(text) == text


@pytest.mark.parametrize("url", ["postgres://me:planted@db:5432/x", "https://:planted@example.com"])
def test_the_password_of_a_url_is_not_told(url: str) -> None:
    shown = inert(f"can't connect to '{url}'")

    assert "planted" not in shown
    assert "://[secret]@" in shown


def test_a_long_line_that_looks_like_urls_takes_no_time() -> None:
    assert inert("://" + ":" * 1_000_000) == "://" + ":" * 1_000_000


def test_steps_and_details_are_such_text(capsys: pytest.CaptureFixture[str]) -> None:
    step("one\x1b[2A")
    detail("two\x1b[2A")

    assert capsys.readouterr().err == "-----> one\n       two\n"


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("name", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_colour_is_for_who_wants_it(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    wanted = has_colours(Terminal())
    monkeypatch.setenv(name, value)

    assert wanted
    assert not has_colours(Terminal())
