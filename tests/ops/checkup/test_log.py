"""Heroku's error codes in the app's log, in words."""

from __future__ import annotations

from ops.checkup import log
from ops.checkup.finding import Finding, Level, run
from tests.ops.checkup.facts import app, told

BEFORE, AFTER = "2026-11-22T18:09:00.000000+00:00", "2026-11-22T18:11:00.000000+00:00"


def look(*lines: str) -> list[Finding]:
    return list(run(log.CHECKS, app(log=lines)))


def router(code: str, time: str = AFTER) -> str:
    return f'{time} heroku[router]: at=error code={code} desc="x" method=GET path="/" status=503'


def test_a_quiet_log_is_fine() -> None:
    assert told(look(f"{AFTER} app[web.1]: code=H10 is only a word here"), Level.FINE) == [
        "no error of the platform's in the log's last 1 lines"
    ]


def test_a_router_s_error_is_a_sentence_with_a_command() -> None:
    found = look(router("H10"), router("H10"))

    assert told(found) == ["H10: the app had crashed, and visitors got an error page (2 times)"]
    assert found[0].mend.endswith("heroku logs --app an-app")
    assert found[0].where == "the log's last 100 lines, at 2026-11-22T18:11:00"


def test_a_dyno_s_error_is_one_too() -> None:
    assert "R14: a dyno had more memory" in str(
        told(look(f"{AFTER} heroku[web.1]: Error R14 (Memory quota exceeded)"))
    )


def test_an_error_of_a_former_release_has_been_deployed_over() -> None:
    assert told(look(router("H10", BEFORE))) == []


def test_what_is_no_harm_is_a_note() -> None:
    found = look(router("H27"))

    assert told(found) == []
    assert told(found, Level.NOTE)[0].startswith("H27: a visitor went away")


def test_an_unknown_code_is_told_all_the_same() -> None:
    assert told(look(router("H98"))) == ["H98: an error of the platform"]


def test_a_traceback_is_told_without_what_it_says() -> None:
    found = look(
        f"{AFTER} app[web.1]: Traceback (most recent call last):",
        f"{AFTER} app[web.1]: ValueError: planted-2718",
    )

    assert told(found, Level.NOTE) == ["The app wrote a traceback"]
    assert "planted-2718" not in str(found)
