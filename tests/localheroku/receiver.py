"""An HTTP server that keeps what is posted to it, as drains and webhooks are."""

from __future__ import annotations

from dataclasses import dataclass
from email.message import Message
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from types import TracebackType

from tests.waiting import wait_until


@dataclass(frozen=True)
class Posted:
    headers: Message
    body: bytes


class Receiver:
    """Answers with the `statuses` one after the other, then with 200."""

    def __init__(self) -> None:
        self.received: list[Posted] = []
        self.statuses: list[int] = []
        self._server = HTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = Thread(target=self._server.serve_forever, args=(0.02,))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/here"

    def wait_for(self, count: int) -> list[Posted]:
        wait_until(lambda: len(self.received) >= count)
        return self.received

    def __enter__(self) -> Receiver:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.received.append(Posted(self.headers, body))
                self.send_response(receiver.statuses.pop(0) if receiver.statuses else 200)
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                """Quiet."""

        return Handler
