"""Log drains over HTTP, and what they get."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from tests.localheroku.platform import App
from tests.waiting import wait_until


class Receiver(BaseHTTPRequestHandler):
    """Keeps what is posted to it."""

    received: list[tuple[str | None, str]]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.received.append((self.headers["Logplex-Drain-Token"], body))
        self.send_response(200)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


@pytest.fixture
def server() -> Iterator[HTTPServer]:
    Receiver.received = []
    with HTTPServer(("127.0.0.1", 0), Receiver) as server, ThreadPoolExecutor() as background:
        background.submit(server.serve_forever, 0.05)
        yield server
        server.shutdown()


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


def test_log_lines_are_posted_with_the_drain_s_token(app: App, server: HTTPServer) -> None:
    url = f"http://127.0.0.1:{server.server_port}/drain"
    drain = app.post("/log-drains", {"url": url}).json()
    app.patch("/config-vars", {"A": "1"})
    wait_until(lambda: Receiver.received)
    token, body = Receiver.received[0]

    assert token == drain["token"]
    assert re.match(r"\d+ <190>1 \S+ host app api - Set A config vars by user", body)


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

    def log() -> str:
        session = app.post("/log-sessions", {}).json()
        return str(app.platform.get(session["logplex_url"]).text)

    wait_until(
        lambda: f"heroku[logplex]: Error L10 (Drain buffer overflow) -> {drain['token']}" in log()
    )

    assert "hidden" not in log()
