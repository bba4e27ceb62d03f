"""ETags: who says what it has already is told when nothing changed (https://devcenter.heroku.com/articles/platform-api-reference#caching)."""

from __future__ import annotations

import hashlib

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

READING = ("GET", "HEAD")
OF_A_BODY = ("content-length", "content-type")


def etag(content: bytes) -> str:
    """The name of this very answer: other content has another one."""
    return f'"{hashlib.sha1(content, usedforsecurity=False).hexdigest()}"'


class NotModified:
    """304 without a body, but only to a request whose `If-None-Match` names the answer it gets."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        known = _names(Headers(scope=scope).get("if-none-match", ""))
        asks = known and scope["method"] in READING
        await self._app(scope, receive, _without_known(known, send) if asks else send)


def _names(header: str) -> set[str]:
    """A weak name is as good: it is the same answer byte for byte."""
    return {name.strip().removeprefix("W/") for name in header.split(",") if name.strip()}


def _without_known(known: set[str], send: Send) -> Send:
    unchanged = False

    async def answer(message: Message) -> None:
        nonlocal unchanged
        if message["type"] == "http.response.start":
            headers = MutableHeaders(raw=list(message["headers"]))
            unchanged = bool(known & {headers.get("etag"), "*"}) and message["status"] < 300
            if unchanged:
                for name in OF_A_BODY:
                    del headers[name]
                message = {**message, "status": 304, "headers": headers.raw}
        elif unchanged:
            message = {**message, "body": b""}
        await send(message)

    return answer
