"""One line on stderr per API request: method, path, status, milliseconds, and nothing secret."""

from __future__ import annotations

import logging
import re
import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger("localheroku.api")

# Tokens are credentials: they open streams and uploads without the API key. A drain can be named
# by its URL.
SECRET = re.compile(
    r"^(/(?:streams|sources|slugs|logs|dashboard/enter)/|/apps/[^/]+/log-drains/).+"
)


class AccessLog:
    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = time.monotonic()
        status = 500

        async def observed(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        try:
            await self._app(scope, receive, observed)
        finally:
            took = (time.monotonic() - started) * 1000
            log.info("%s %s %d %.0fms", scope["method"], masked(scope["path"]), status, took)


def masked(path: str) -> str:
    # Whatever a client puts into a path stays on one line.
    return SECRET.sub(r"\1***", path).encode("unicode_escape").decode()
