"""Log drains over HTTP, and what they get."""

from __future__ import annotations

import re
import socket

from tests.localheroku.platform import App
from tests.localheroku.receiver import Receiver
from tests.waiting import wait_until


def test_a_drain_is_found_by_id_url_and_token(app: App) -> None:
    body = app.post("/log-drains", {"url": "http://user:pass@127.0.0.1:9/x"}).json()

    for name in ("id", "url", "token"):
        assert app.get(f"/log-drains/{body[name]}") == body


def test_a_bad_drain_is_refused_without_repeating_it(app: App) -> None:
    answer = app.post("/log-drains", {"url": "ftp://user:hidden@example.com"})

    assert answer.status_code == 422
    assert "hidden" not in answer.text


def test_a_deleted_drain_is_gone(app: App) -> None:
    body = app.post("/log-drains", {"url": "http://127.0.0.1:9/x"}).json()
    app.delete(f"/log-drains/{body['id']}").raise_for_status()

    assert app.get("/log-drains") == []


def test_log_lines_are_posted_with_the_drain_s_token(app: App, receiver: Receiver) -> None:
    drain = app.post("/log-drains", {"url": receiver.url}).json()
    app.patch("/config-vars", {"A": "1"})
    posted = receiver.wait_for(1)[0]

    assert posted.headers["Logplex-Drain-Token"] == drain["token"]
    assert re.match(rb"\d+ <190>1 \S+ host app api - Set A config vars by user", posted.body)


def test_log_lines_are_sent_as_syslog(app: App) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(30)
        url = f"syslog://127.0.0.1:{listener.getsockname()[1]}"
        drain = app.post("/log-drains", {"url": url}).json()
        app.patch("/config-vars", {"A": "1"})
        connection, _ = listener.accept()
        with connection, connection.makefile() as file:
            text = file.read()

    assert f" {drain['token']} app api - Set A config vars" in text


def test_a_drain_that_does_not_answer_is_named_in_the_log_without_its_url(app: App) -> None:
    drain = app.post("/log-drains", {"url": "http://user:hidden@127.0.0.1:9/"}).json()
    app.patch("/config-vars", {"A": "1"})

    wait_until(
        lambda: (
            f"heroku[logplex]: Error L10 (Drain buffer overflow) -> {drain['token']}" in app.log()
        )
    )

    assert "hidden" not in app.log()


def test_a_drain_on_another_machine_gets_no_lines(app: App) -> None:
    drain = app.post("/log-drains", {"url": "https://user:hidden@192.0.2.1/"}).json()
    app.patch("/config-vars", {"A": "1"})
    wait_until(lambda: f"heroku[logplex]: Drain {drain['token']} gets no lines" in app.log())

    assert "hidden" not in app.log()
