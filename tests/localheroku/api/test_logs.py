"""Log sessions over HTTP."""

from __future__ import annotations

import re

import pytest

from tests.localheroku import plain
from tests.localheroku.platform import App, Platform
from tests.waiting import wait_until

LINE = re.compile(r"data: \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00 (app|heroku)\[[\w.]+\]: .+")


def session(app: App, **wish: object) -> str:
    answer = app.post("/log-sessions", wish)
    assert answer.status_code == 201, answer.text
    url: str = answer.json()["logplex_url"]
    return url


def test_a_log_is_sent_as_events_and_closed(app: App) -> None:
    answer = plain.get(session(app))
    retry, *events = answer.text.strip().split("\n\n")

    assert answer.headers["content-type"].startswith("text/event-stream")
    assert retry == "retry: 1"
    assert all(LINE.fullmatch(event.splitlines()[1]) for event in events)


def test_the_log_tells_of_releases(app: App) -> None:
    app.patch("/config-vars", {"A": "secret-value"})
    text = plain.get(session(app)).text

    assert "app[api]: Set A config vars by user trial@localhost" in text
    assert "secret-value" not in text


def test_the_number_of_lines_can_be_chosen(app: App) -> None:
    assert plain.get(session(app, lines=2)).text.count("data:") == 2


def test_a_source_can_be_chosen(deployed: App) -> None:
    deployed.visit()
    wait_until(lambda: "heroku[router]" in plain.get(session(deployed, source="heroku")).text)

    assert "app[api]" not in plain.get(session(deployed, source="heroku")).text


@pytest.mark.parametrize("name", ["dyno", "dyno_name"])
def test_a_dyno_can_be_chosen(app: App, name: str) -> None:
    """The CLI's name for it, and the public schema's."""
    mine, other = (plain.get(session(app, **{name: dyno})).text for dyno in ("api", "web.1"))

    assert "Release v2 created" in mine
    assert "Release" not in other


def test_a_tail_goes_on_with_new_lines(app: App) -> None:
    with plain.stream("GET", session(app, tail=True, lines=1), timeout=30) as answer:
        lines = answer.iter_lines()
        next(line for line in lines if line.startswith("data:"))
        app.patch("/config-vars", {"A": "1"})

        assert "Set A config vars" in next(line for line in lines if line.startswith("data:"))


def test_a_client_that_comes_back_gets_what_it_missed(app: App) -> None:
    url = session(app, tail=True)
    app.patch("/config-vars", {"A": "1"})
    with plain.stream("GET", url, headers={"Last-Event-ID": "4"}, timeout=30) as answer:
        first = next(line for line in answer.iter_lines() if line)

    assert first == "id: 5"


def test_a_guessed_session_is_not_found(platform: Platform) -> None:
    assert plain.get(f"{platform.address}/logs/guess").status_code == 404


def test_an_event_id_that_is_none_of_ours_counts_as_none(app: App) -> None:
    answer = plain.get(session(app), headers={"last-event-id": "9" * 5000})

    assert "app[api]" in answer.text
