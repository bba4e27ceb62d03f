"""How findings look on a terminal, and in a file."""

from __future__ import annotations

from ops.checkup import page
from ops.checkup.finding import bad, fine, note, unknown
from ops.checkup.page import Page
from ops.checkup.sections import Section

COMMAND = "pulumi config set --path processes.web.quantity 1 --stack a-stack-with-a-long-name --yes"
SECTION = Section.of(
    "staging",
    [
        fine("web " * 40),
        note("Worth to know"),
        bad("A long sentence " * 8, where="web/Procfile", mend=COMMAND),
    ],
)
FILE, TERMINAL = Page(columns=80, is_terminal=False), Page(columns=80, is_terminal=True)


def test_the_worst_comes_first() -> None:
    lines = FILE.render([SECTION]).splitlines()

    assert [line[2] for line in lines if line[2:3] in "✗!✓" and line[:2] == "  "] == ["✗", "!", "✓"]


def test_sentences_are_wrapped_and_commands_are_not() -> None:
    lines = FILE.render([SECTION]).splitlines()

    assert f"      to do: {COMMAND}" in lines
    assert max(len(line) for line in lines if "sentence" in line) <= 80


def test_what_is_fine_is_one_line_cut_on_a_terminal_only() -> None:
    cut = [line for line in TERMINAL.render([SECTION]).splitlines() if "web web" in line]
    whole = [line for line in FILE.render([SECTION]).splitlines() if "web web" in line]

    assert cut[0].endswith("…")
    assert whole == ["  ✓ " + "web " * 40]


def test_colour_is_for_terminals() -> None:
    assert "\033[" not in FILE.render([SECTION])
    assert "\033[1;31m✗" in TERMINAL.render([SECTION])


def test_an_old_terminal_gets_marks_that_it_has() -> None:
    plain = Page(columns=80, is_terminal=False, encoding="ANSI_X3.4-1968").render([SECTION])

    assert plain.isascii()


def test_the_summary_counts() -> None:
    found = page.counts([SECTION, Section.of("more", [fine("a"), unknown("b")])])

    assert page.summary(found) == "1 finding, 1 thing not looked at, 1 note, 2 checks passed"


def test_the_end_of_a_log_is_shown_as_text() -> None:
    said = Section.of("said", [bad("a\x1b[2Ab", where="https://me:planted@x\r\nc", mend="d")])

    assert "planted" not in FILE.render([said])
    assert FILE.render([said]).replace("\n", "").isprintable()
