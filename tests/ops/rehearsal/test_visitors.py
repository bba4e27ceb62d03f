"""What visitors saw, counted."""

from __future__ import annotations

import time
from http.server import ThreadingHTTPServer

from ops.rehearsal.visitors import Visit, Visitors, summary
from ops.reporting.facts import Dropped
from tests.ops.test_site import Pages, url
from tests.ops.test_site import server as server
from tests.waiting import wait_until


def test_wrong_answers_are_grouped_with_the_time_of_the_first_and_the_last() -> None:
    visits = [
        Visit(100.0, "/", "200", 0.1),
        Visit(101.0, "/", "503", 0.2),
        Visit(102.0, "/db/", "ReadTimeout", 30.0),
        Visit(103.5, "/", "503", 0.3),
    ]
    seen = summary(visits, since=100.5)

    assert (seen.count, seen.slowest, seen.failed) == (4, 30.0, 3)
    assert seen.dropped == (
        Dropped(answer="503", page="/", count=2, first=0.5, last=3.0),
        Dropped(answer="ReadTimeout", page="/db/", count=1, first=1.5, last=1.5),
    )


def test_a_site_that_nobody_has_visited_has_nothing_to_tell() -> None:
    assert summary([], since=0).count == 0


def test_they_come_until_they_are_told_to_stop(server: ThreadingHTTPServer) -> None:
    Pages.statuses = [200, 503, 200]
    visitors = Visitors(url(server), ("/", "/db/"))
    visitors.start()
    wait_until(lambda: len(Pages.hosts) >= 4)
    visitors.stop()
    count = len(Pages.hosts)
    seen = visitors.seen(since=time.monotonic())

    assert seen.count == count
    assert [(each.answer, each.page) for each in seen.dropped] == [("503", "/db/")]


def test_a_site_that_is_not_there_is_a_wrong_answer(server: ThreadingHTTPServer) -> None:
    server.shutdown()
    server.server_close()
    visitors = Visitors(url(server), ("/",))
    visitors.start()
    wait_until(lambda: visitors.seen(since=0).count)
    visitors.stop()

    assert visitors.seen(since=0).dropped[0].answer in ("ConnectError", "ReadError")
