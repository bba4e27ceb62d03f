"""A GitHub on loopback: comments, issues, runs of workflows of one repository, kept in memory."""

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
APP = {"login": "github-actions[bot]", "type": "Bot"}  # whose token a job has
STRANGER = {"login": "mallory", "type": "User"}


class Hub:
    """`comments` by pull request, `issues`, `open_pulls` and their newest commits in `heads`.

    `runs` are as the API tells them, `artifacts` by run and name.
    """

    def __init__(self) -> None:
        self.comments: dict[int, list[dict[str, Any]]] = {}
        self.issues: list[dict[str, Any]] = []
        self.open_pulls: set[int] = set()
        self.heads: dict[int, str] = {}
        self.runs: dict[int, dict[str, Any]] = {}
        self.artifacts: dict[tuple[int, str], bytes] = {}
        self.refuses = 0  # a status to answer everything with
        self.url = ""
        self.storage = ""  # the same server under another name

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
        if match := re.fullmatch(r"/pulls(?:/(\d+))?", path):
            return 200, self._pull(int(match[1])) if match[1] else _page(self._pulls(), query)
        if match := re.fullmatch(r"/actions/runs/(\d+)(/artifacts)?", path):
            run = int(match[1])
            return 200, {"artifacts": self._left_by(run)} if match[2] else self.runs[run]
        if path == "/issues" and method == "GET":
            return 200, _page([one for one in self.issues if one["state"] == "open"], query)
        if path == "/issues":
            return 201, self._added(self.issues, {"state": "open"} | body)
        if match := re.fullmatch(r"/issues/(\d+)", path):
            return self._changed(self.issues, match, body)
        return 404, {"message": "Not Found"}

    def _pull(self, number: int) -> dict[str, Any]:
        state = "open" if number in self.open_pulls else "closed"
        return {"number": number, "state": state, "head": {"sha": self.heads.get(number)}}

    def _pulls(self) -> list[dict[str, Any]]:
        return [self._pull(number) for number in sorted(self.open_pulls)]

    def left(self, run: int, *, workflow: str, name: str, content: bytes, **more: Any) -> None:
        """A run of a pull request's workflow, with one artifact."""
        self.runs[run] = {
            "path": f".github/workflows/{workflow}",
            "event": "pull_request",
            "head_sha": f"sha-of-{run}",
            "head_repository": {"full_name": "someone/site"},
        } | more
        self.artifacts[run, name] = content

    def _left_by(self, run: int) -> list[dict[str, Any]]:
        return [
            {"id": number, "name": name, "expired": False}
            for number, (owner, name) in enumerate(self.artifacts)
            if owner == run
        ]

    def _comments(self, method: str, pull: int, body: Any, query: str) -> tuple[int, Any]:
        kept = self.comments.setdefault(pull, [])
        return (200, _page(kept, query)) if method == "GET" else (201, self._added(kept, body))

    def _added(self, kept: list[dict[str, Any]], body: Any) -> dict[str, Any]:
        number = len(kept) + 1
        known = {"id": number, "number": number, "html_url": f"{self.url}/{number}", "user": APP}
        kept.append(known | body)
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
            if self.path.startswith("/storage/"):
                return self.handle_storage()
            if match := re.search(r"/actions/artifacts/(\d+)/zip", self.path):
                return self.redirect(f"{hub.storage}/storage/{match[1]}")
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

        def redirect(self, url: str) -> None:
            self.send_response(302)
            self.send_header("Location", url)
            self.end_headers()

        def handle_storage(self) -> None:
            """Another host, which must not see the token."""
            self.send_response(400 if self.headers["Authorization"] else 200)
            self.end_headers()
            self.wfile.write(list(hub.artifacts.values())[int(self.path.rpartition("/")[2])])

        do_GET = do_POST = do_PATCH = handle_any

        def log_message(self, *_arguments: object) -> None:
            """Quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        hub.url = f"http://127.0.0.1:{server.server_port}"
        hub.storage = f"http://localhost:{server.server_port}"
        Thread(target=server.serve_forever, daemon=True).start()
        yield hub
        server.shutdown()
