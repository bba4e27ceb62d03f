"""Live pages: a stream of server-sent events with what changed, as long as somebody looks."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator, Callable, Iterator

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from localheroku.control.errors import Refused
from localheroku.dashboard.visit import Visit

# Seconds between two looks: soon enough for a log.
PAUSE = 0.5
# With many apps a look takes longer, so looks become rare: each page that is open may take this
# share of the server's time.
SHARE = 0.05

# What happened since the last call, as (event, data, id).
News = Callable[[], Iterator[tuple[str, object, int | None]]]


def page_news(render: Callable[[], str]) -> News:
    """The page's live part, whenever it reads differently."""
    shown = ""

    def news() -> Iterator[tuple[str, object, int | None]]:
        nonlocal shown
        if (now := render()) != shown:
            shown = now
            yield "page", now, None

    return news


def stream(request: Request, *sources: News) -> Response:
    return StreamingResponse(_events(Visit(request), sources), media_type="text/event-stream")


async def _events(visit: Visit, sources: tuple[News, ...]) -> AsyncIterator[str]:
    try:
        while visit.signed_in():
            started = time.monotonic()
            events = [event for news in sources for event in news()]
            took = time.monotonic() - started
            for event, data, id_ in events:
                yield _event(event, data, id_)
            if not await visit.plane.pause(max(PAUSE, took / SHARE)):
                return
    except Refused as error:  # the app was destroyed, for example
        yield _event("over", str(error), None)
    else:
        yield _event("over", "You are signed out.", None)


def _event(event: str, data: object, id_: int | None) -> str:
    line = "" if id_ is None else f"id: {id_}\n"
    return f"{line}event: {event}\ndata: {json.dumps(data)}\n\n"
