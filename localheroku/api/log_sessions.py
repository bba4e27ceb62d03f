"""Log sessions: https://devcenter.heroku.com/articles/platform-api-reference#log-session"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from localheroku.api.apps import found
from localheroku.api.params import Params
from localheroku.api.wire import path, plane, reply
from localheroku.control.errors import InvalidParams
from localheroku.control.log_sessions import LogSession
from localheroku.runtime.logs import LogBuffer, LogLine

DEFAULT_LINES = 100
MAX_LINES = 1500
LONGEST_ID = 16  # digits; Python refuses to read thousands of them
# Seconds of silence after which a comment keeps the connection: node's fetch gives up after 300.
PING = 60
# A client that has read a whole log waits this many milliseconds before it believes that it ended.
RETRY_AT_ONCE = "retry: 1\n\n"


async def create(request: Request) -> Response:
    params = await Params.read(request, "lines", "tail", "dyno", "dyno_name", "source", "type")
    app = found(request)
    session = plane(request).log_sessions.create(
        app,
        lines=_lines(params),
        tail=params.flag("tail") or False,
        source=params.text("source"),
        dyno=params.text("dyno") or params.text("dyno_name") or params.text("type"),
    )
    body = {
        "created_at": session.created_at,
        "id": session.id,
        "logplex_url": plane(request).address.log(session.token),
        "updated_at": session.created_at,
    }
    return reply(body, 201)


async def stream(request: Request) -> Response:
    """Server-sent events, one per line; without the key, for the URL is the secret."""
    session = plane(request).log_sessions.find(path(request, "token"))
    events = _events(plane(request).logs, session, request.headers.get("last-event-id", ""))
    return StreamingResponse(events, media_type="text/event-stream")


async def _events(logs: LogBuffer, session: LogSession, last_id: str) -> AsyncIterator[str]:
    recent, position = _start(logs, session, last_id)
    yield "" if session.tail else RETRY_AT_ONCE
    for line in recent:
        yield _event(line)
    if session.tail:
        lines = logs.follow(
            session.app_id, after=position, source=session.source, dyno=session.dyno
        )
        async for new in _with_silences(lines):
            yield _event(new) if new else ": ping\n\n"


def _start(logs: LogBuffer, session: LogSession, last_id: str) -> tuple[list[LogLine], int]:
    """The lines to begin with, and the id after which new ones follow."""
    if last_id.isdecimal() and len(last_id) < LONGEST_ID:
        # A client that comes back: it goes on where it was.
        return [], int(last_id)
    newest = logs.recent(session.app_id, lines=1)
    recent = logs.recent(
        session.app_id, lines=session.lines, source=session.source, dyno=session.dyno
    )
    return recent, newest[0].id if newest else 0


async def _with_silences(lines: AsyncIterator[LogLine]) -> AsyncIterator[LogLine | None]:
    """The lines, and None for every minute without one."""
    coming = asyncio.ensure_future(anext(lines, None))
    try:
        while True:
            done, _ = await asyncio.wait({coming}, timeout=PING)
            if done:
                line = coming.result()
                if line is None:
                    return
                yield line
                coming = asyncio.ensure_future(anext(lines, None))
            else:
                yield None
    finally:
        coming.cancel()


def _event(line: LogLine) -> str:
    return f"id: {line.id}\ndata: {line}\n\n"


def _lines(params: Params) -> int:
    lines = params.whole("lines")
    if lines is None:
        return DEFAULT_LINES
    if not 1 <= lines <= MAX_LINES:
        raise InvalidParams(f"Param lines is {lines}; accepted: 1 to {MAX_LINES}.")
    return lines


routes = [Route("/apps/{app}/log-sessions", create, methods=["POST"])]
public_routes = [Route("/logs/{token}", stream)]
