"""A Platform API with a few releases and a log: what the program reads beside the provider."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.infra.recorder import PROJECT

API_KEY = "HRKU-for-tests"
LOG = "Running migrations:\n  Applying hello.0001_initial... OK\n"


class Platform:
    """`asked` lists the paths, in order. A pending release has succeeded when asked for again."""

    def __init__(self) -> None:
        self.releases: list[dict[str, Any]] = []
        self.log: str | None = LOG
        self.build_log: str | None = None
        self.slugs = {"slug-1"}
        self.asked: list[str] = []
        self.url = ""

    def has_release(self, id: str, status: str, *, slug: str = "slug-1") -> None:
        """Add a release, newer than those before."""
        release = {
            "id": id,
            "version": len(self.releases) + 1,
            "status": status,
            "description": "Deploy 5a5a5a5a",
            "app": {"id": "app-id", "name": f"{PROJECT}-dev"},
            "slug": {"id": slug},
            "output_stream_url": f"{self.url}/streams/{id}",
        }
        self.releases.append(release)

    def answer(self, path: str) -> Any:
        """JSON for the API's paths, text for a log, None for what is not there."""
        self.asked.append(path)
        match path.strip("/").split("/"):
            case ["apps", "app-id", "releases"]:
                return self.releases[::-1]
            case ["apps", "app-id", "releases", id]:
                return self._release(id)
            case ["apps", "app-id", "slugs", id]:
                return {"id": id} if id in self.slugs else None
            case ["apps", "app-id", "builds"]:
                return self._builds()
            case ["streams", "build-2"]:
                return self.build_log
            case ["streams", _]:
                return self.log
        return None

    def _builds(self) -> list[dict[str, Any]]:
        """Newest first: a second one appears when they are asked for again."""
        known = {"id": "build-1", "output_stream_url": f"{self.url}/streams/build-1"}
        if self.asked.count("/apps/app-id/builds") < 2 or self.build_log is None:
            return [known]
        return [{"id": "build-2", "output_stream_url": f"{self.url}/streams/build-2"}, known]

    def _release(self, id: str) -> dict[str, Any] | None:
        for release in self.releases:
            if release["id"] == id:
                answer = dict(release)
                release["status"] = release["status"].replace("pending", "succeeded")
                return answer
        return None


class Handler(BaseHTTPRequestHandler):
    platform: Platform

    def do_GET(self) -> None:
        answer = self.platform.answer(self.path)
        allowed = self.path.startswith("/streams/") or (
            self.headers["Authorization"] == f"Bearer {API_KEY}"
        )
        self.send_response(200 if allowed and answer is not None else 404)
        self.end_headers()
        self.wfile.write((answer if isinstance(answer, str) else json.dumps(answer)).encode())

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@contextmanager
def served() -> Iterator[Platform]:
    """On a port of loopback that the system picks."""
    platform = Platform()
    handler = type("Handler", (Handler,), {"platform": platform})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        platform.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield platform
        finally:
            server.shutdown()
            thread.join()
