"""The key to Heroku: accepted, how old, how much it may."""

from __future__ import annotations

from datetime import timedelta

from ops.checkup import token
from ops.checkup.finding import Level, run
from ops.checkup.token import Token
from tests.ops.checkup.facts import told

GOOD = Token(
    source="HEROKU_API_KEY", account="me@example.com", is_told=True, scope=("write-protected",)
)


def changed(**other: object) -> Token:
    return Token(**(GOOD.__dict__ | other))


def test_a_young_key_of_small_scope_is_fine() -> None:
    assert [finding.level for finding in run(token.CHECKS, GOOD)] == [Level.FINE]


def test_no_key_is_a_finding_that_names_the_variable() -> None:
    finding = next(run(token.CHECKS, Token(source="")))

    assert finding.level is Level.BAD
    assert finding.where == "HEROKU_API_KEY in the environment"


def test_a_refused_key_is_a_finding_and_an_unreachable_api_is_not() -> None:
    refused = changed(problem="refused: 401, Invalid credentials", is_refused=True)

    assert told(run(token.CHECKS, refused)) == ["Heroku refuses the key"]
    assert told(run(token.CHECKS, changed(problem="no route")), Level.UNKNOWN) == ["no route"]


def test_age_and_scope_are_notes() -> None:
    old = changed(age=timedelta(days=400), scope=("global",))

    assert told(run(token.CHECKS, old), Level.NOTE) == [
        "The key is 400 days old",
        "The key may do everything with the account, for ever",
    ]


def test_a_key_that_expires_is_not_for_ever() -> None:
    found = told(run(token.CHECKS, changed(scope=("global",), expires=True)), Level.NOTE)

    assert found == ["The key may do everything with the account"]


def test_what_the_api_does_not_tell_is_said() -> None:
    found = told(run(token.CHECKS, changed(is_told=False)), Level.NOTE)

    assert found == ["The API doesn't tell how old the key is, or what it may"]


def test_another_key_in_netrc_is_a_note() -> None:
    assert "another key" in told(run(token.CHECKS, changed(netrc_differs=True)), Level.NOTE)[0]


def test_the_trial_s_own_key_has_no_age() -> None:
    assert told(run(token.CHECKS, changed(is_told=False, is_trial=True)), Level.NOTE) == []
