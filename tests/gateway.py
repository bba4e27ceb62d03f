"""What stands between a person and Heroku, and Heroku on a bad day: answers what it is told to."""

from __future__ import annotations

import json
import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx

Handler = BaseHTTPRequestHandler
Answer = Callable[[Handler], bool]  # whether it answered; else the platform is asked

OURS = ("host", "connection", "transfer-encoding", "content-length", "content-encoding")


@dataclass
class Gateway:
    """`says` decides about each request whose method and path match `to`."""

    platform: str = ""
    url: str = ""
    to: str = ""
    says: Answer | None = None

    def answer(self, handler: Handler) -> None:
        asked = f"{handler.command} {handler.path}"
        if self.says and re.match(self.to, asked) and self.says(handler):
            return
        self._pass_on(handler)

    @contextmanager
    def saying(self, says: Answer, *, to: str = "") -> Iterator[None]:
        self.says, self.to = says, to
        try:
            yield
        finally:
            self.says = None

    def _pass_on(self, handler: Handler) -> None:
        headers = {
            name: value for name, value in handler.headers.items() if name.lower() not in OURS
        }
        length = int(handler.headers.get("Content-Length") or 0)
        answer = httpx.request(
            handler.command,
            self.platform + handler.path,
            headers=headers,
            content=handler.rfile.read(length),
            timeout=60,
            trust_env=False,
        )
        send(handler, answer.status_code, answer.content, dict(answer.headers))


def send(handler: Handler, status: int, body: bytes, headers: dict[str, str]) -> None:
    handler.send_response(status)
    for name, value in headers.items():
        if name.lower() not in OURS:
            handler.send_header(name, value)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def error(status: int, id: str, message: str, **headers: str) -> Answer:
    """As Heroku says it: https://devcenter.heroku.com/articles/platform-api-reference#errors"""
    body = json.dumps({"id": id, "message": message}).encode()
    more = {name.replace("_", "-"): value for name, value in headers.items()}

    def says(handler: Handler) -> bool:
        send(handler, status, body, {"Content-Type": "application/json"} | more)
        return True

    return says


def page(status: int, html: str) -> Answer:
    """A proxy's own words."""

    def says(handler: Handler) -> bool:
        send(handler, status, html.encode(), {"Content-Type": "text/html"})
        return True

    return says


def hang_up(handler: Handler) -> bool:
    """The connection is reset."""
    handler.connection.shutdown(socket.SHUT_RDWR)
    handler.close_connection = True
    return True


@contextmanager
def gateway(platform: str = "") -> Iterator[Gateway]:
    """Before a platform, or before nothing where every answer is its own."""
    found = Gateway(platform)

    class Door(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def __getattr__(self, name: str) -> Any:
            if name.startswith("do_"):
                return lambda: found.answer(self)
            raise AttributeError(name)

        def log_message(self, format: str, *arguments: Any) -> None:
            """Nobody reads it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    found.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
