"""A GitHub on loopback: comments and issues of one repository, kept in memory."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from ops.github import GitHub

TOKEN = "ghs-planted-token"


class Hub:
    """`comments` by pull request, `issues` and the `pulls` that are open."""

    def __init__(self) -> None:
        self.comments: dict[int, list[dict[str, Any]]] = {}
        self.issues: list[dict[str, Any]] = []
        self.open_pulls: set[int] = set()
        self.refuses = 0  # a status to answer everything with
        self.url = ""

    @property
    def client(self) -> GitHub:
        return GitHub(api=self.url, repository="someone/site", token=TOKEN)

    @property
    def environment(self) -> dict[str, str]:
        """What a job of GitHub Actions has."""
        return {
            "GITHUB_API_URL": self.url,
            "GITHUB_REPOSITORY": "someone/site",
            "GITHUB_TOKEN": TOKEN,
        }

    def answer(self, method: str, path: str, body: Any, query: str) -> tuple[int, Any]:
        path = path.removeprefix("/repos/someone/site")
        if self.refuses:
            return self.refuses, {"message": "Resource not accessible by integration"}
        if match := re.fullmatch(r"/issues/(\d+)/comments", path):
            return self._comments(method, int(match[1]), body, query)
        if match := re.fullmatch(r"/issues/comments/(\d+)", path):
            return self._changed(
                [one for all in self.comments.values() for one in all], match, body
            )
        if match := re.fullmatch(r"/pulls/(\d+)", path):
            return 200, {"state": "open" if int(match[1]) in self.open_pulls else "closed"}
        if path == "/issues" and method == "GET":
            return 200, _page([one for one in self.issues if one["state"] == "open"], query)
        if path == "/issues":
            return 201, self._added(self.issues, {"state": "open"} | body)
        if match := re.fullmatch(r"/issues/(\d+)", path):
            return self._changed(self.issues, match, body)
        return 404, {"message": "Not Found"}

    def _comments(self, method: str, pull: int, body: Any, query: str) -> tuple[int, Any]:
        kept = self.comments.setdefault(pull, [])
        return (200, _page(kept, query)) if method == "GET" else (201, self._added(kept, body))

    def _added(self, kept: list[dict[str, Any]], body: Any) -> dict[str, Any]:
        number = len(kept) + 1
        kept.append({"id": number, "number": number, "html_url": f"{self.url}/{number}"} | body)
        return kept[-1]

    @staticmethod
    def _changed(kept: list[dict[str, Any]], match: re.Match[str], body: Any) -> tuple[int, Any]:
        found = next(one for one in kept if one["id"] == int(match[1]))
        found.update(body)
        return 200, found


def _page(kept: list[Any], query: str) -> list[Any]:
    numbers = {name: int(value) for name, value in re.findall(r"(page|per_page)=(\d+)", query)}
    start = (numbers["page"] - 1) * numbers["per_page"]
    return kept[start : start + numbers["per_page"]]


@contextmanager
def running() -> Iterator[Hub]:
    hub = Hub()

    class Handler(BaseHTTPRequestHandler):
        def handle_any(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length)) if length else None
            path, _, query = self.path.partition("?")
            allowed = self.headers["Authorization"] == f"Bearer {TOKEN}"
            status, answer = (
                hub.answer(self.command, path, body, query) if allowed else (401, {"message": "no"})
            )
            content = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PATCH = handle_any

        def log_message(self, *_arguments: object) -> None:
            """Quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        hub.url = f"http://127.0.0.1:{server.server_port}"
        Thread(target=server.serve_forever, daemon=True).start()
        yield hub
        server.shutdown()
