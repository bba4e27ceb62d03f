"""A Platform API on loopback that answers as told and writes down what it was asked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any

from ops.toolchain.heroku.values import Values

NOT_FOUND = {"id": "not_found", "message": "Couldn't find that."}


@dataclass(frozen=True)
class Refusal:
    """An answer with an error status."""

    status: int
    body: dict[str, str]


class Platform:
    """Answers by `METHOD /path`; a list is answered from one by one, its last over and over."""

    def __init__(self) -> None:
        self.url = ""
        self.answers: dict[str, Any] = {}
        self.calls: list[str] = []
        self.bodies: dict[str, list[Any]] = {}
        self.headers: list[dict[str, str]] = []
        self._lock = Lock()

    def body(self, call: str) -> Any:
        """What was sent with a call that was made once."""
        (body,) = self.bodies[call]
        return body

    def answer(self, call: str, headers: dict[str, str], content: bytes) -> Any:
        with self._lock:
            self.calls.append(call)
            self.headers.append(headers)
            self.bodies.setdefault(call, []).append(_decoded(content))
            answer = self.answers.get(call, Refusal(404, NOT_FOUND))
            if not isinstance(answer, Sequence):
                return answer
            return answer.left.pop(0) if len(answer.left) > 1 else answer.left[0]


class Sequence:
    """Answers that follow each other."""

    def __init__(self, *answers: Any) -> None:
        self.left = list(answers)


@contextmanager
def serving() -> Iterator[Platform]:
    platform = Platform()

    class Handler(BaseHTTPRequestHandler):
        def handle_any(self) -> None:
            content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            call = f"{self.command} {self.path}"
            answer = platform.answer(call, dict(self.headers.items()), content)
            status, body = 200, answer
            if isinstance(answer, Refusal):
                status, body = answer.status, answer.body
            sent = body.encode() if isinstance(body, str) else json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(sent)))
            self.end_headers()
            self.wfile.write(sent)

        do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = handle_any

        def log_message(self, format: str, *args: object) -> None:
            """Nothing: the tests look at `calls`."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    platform.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield platform
    finally:
        server.shutdown()
        server.server_close()


def _decoded(content: bytes) -> Any:
    try:
        return json.loads(content)
    except ValueError:
        return content


APP = "01234567-89ab-cdef-0123-456789abcdef"
OTHER = "11111111-2222-3333-4444-555555555555"


def app(**different: Any) -> Values:
    """An app as the platform shows it."""
    return {
        "id": APP,
        "name": "shop",
        "region": {"id": OTHER, "name": "us"},
        "build_stack": {"id": OTHER, "name": "heroku-26"},
        "stack": {"id": OTHER, "name": "heroku-24"},
        "acm": False,
        "git_url": "https://git.heroku.com/shop.git",
        "web_url": "http://shop.localhost:5000/",
        "internal_routing": None,
    } | different


def release(**different: Any) -> Values:
    """A release as the platform shows it."""
    return {
        "id": OTHER,
        "app": {"id": APP, "name": "shop"},
        "slug": {"id": OTHER},
        "description": "Deploy 0123abcd",
        "status": "succeeded",
        "version": 3,
        "current": True,
        "output_stream_url": None,
    } | different
