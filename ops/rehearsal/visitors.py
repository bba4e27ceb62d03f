"""Visitors of a site while it is changed: a few requests per second, each answer noted."""

from __future__ import annotations

import time
from dataclasses import dataclass
from threading import Event, Thread

from ops import site
from ops.reporting.facts import Dropped, Visits

PAUSE = 0.1


@dataclass(frozen=True)
class Visit:
    """`at` is the monotonic clock when it began; `answer` a status, or what went wrong."""

    at: float
    page: str
    answer: str
    seconds: float


class Visitors:
    """Come from `start` to `stop`, one after the other, to each page in turn."""

    def __init__(self, url: str, pages: tuple[str, ...]) -> None:
        self._url = url
        self._pages = pages
        self._visits: list[Visit] = []
        self._closed = Event()
        self._thread = Thread(target=self._visit, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Return when the last one has an answer."""
        self._closed.set()
        self._thread.join(site.ANSWER_SECONDS)

    def seen(self, *, since: float) -> Visits:
        """All visits; times are seconds after `since`, on the monotonic clock."""
        return summary(list(self._visits), since=since)

    def _visit(self) -> None:
        with site.client(self._url) as client:
            while True:
                for page in self._pages:
                    began = time.monotonic()
                    answer = site.answer(client, page)
                    self._visits.append(Visit(began, page, answer, time.monotonic() - began))
                    if self._closed.wait(PAUSE):
                        return


def summary(visits: list[Visit], *, since: float) -> Visits:
    """How many, the slowest, and what was answered otherwise than it should be."""
    dropped: dict[tuple[str, str], list[Visit]] = {}
    for visit in visits:
        if visit.answer != site.GOOD:
            dropped.setdefault((visit.answer, visit.page), []).append(visit)
    return Visits(
        count=len(visits),
        slowest=max((visit.seconds for visit in visits), default=0.0),
        dropped=tuple(
            Dropped(
                answer=answer,
                page=page,
                count=len(found),
                first=found[0].at - since,
                last=found[-1].at - since,
            )
            for (answer, page), found in dropped.items()
        ),
    )
