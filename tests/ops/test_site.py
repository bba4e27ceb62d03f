"""A site counts as there when every page answers 200."""

from __future__ import annotations

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from ops import site
from ops.errors import OpsError

PAGES = ("/", "/health/")


class Pages(BaseHTTPRequestHandler):
    """Answers what `statuses` says, the first of them first, the last for ever."""

    statuses: list[int]
    hosts: list[str]

    def do_GET(self) -> None:
        self.hosts.append(self.headers["Host"])
        self.send_response(self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0])
        self.end_headers()

    def log_message(self, *_arguments: object) -> None:
        """Quiet."""


@pytest.fixture
def server() -> Iterator[ThreadingHTTPServer]:
    Pages.statuses, Pages.hosts = [200], []
    with ThreadingHTTPServer(("127.0.0.1", 0), Pages) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def url(server: ThreadingHTTPServer) -> str:
    return f"http://shop.localhost:{server.server_port}/"


def test_the_app_is_asked_by_its_own_name(server: ThreadingHTTPServer) -> None:
    site.check(url(server), PAGES)

    assert Pages.hosts == [f"shop.localhost:{server.server_port}"] * len(PAGES)


def test_a_site_that_boots_is_waited_for(server: ThreadingHTTPServer) -> None:
    Pages.statuses = [503, 503, 200]
    site.check(url(server), PAGES)

    assert len(Pages.hosts) == len(PAGES) + 2


def test_a_site_that_stays_broken_is_an_error_that_names_page_and_answer(
    server: ThreadingHTTPServer,
) -> None:
    Pages.statuses = [500]

    with pytest.raises(OpsError, match=rf"localhost:{server.server_port}/ answered 500"):
        site.check(url(server), PAGES, patience=0)
