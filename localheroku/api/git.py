"""git over HTTP: clone, fetch and push of an app's repository.

https://git-scm.com/docs/http-protocol, the smart one only
"""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from localheroku.api.apps import found
from localheroku.api.wire import plane
from localheroku.runtime.git import Exchange, GitRequest
from localheroku.runtime.routing.reply import reply_to

# Of a request's headers, git wants to know these. Told the length of a body that then ends too
# early, `git http-backend` would wait for the rest of it for ever, and busily.
TOLD = {
    "content-type": "CONTENT_TYPE",
    "content-encoding": "HTTP_CONTENT_ENCODING",
    "git-protocol": "GIT_PROTOCOL",
}


async def serve(request: Request) -> ASGIApp:
    """Who has the API key may do everything, under any user name."""
    headers = {TOLD[name]: value for name, value in request.headers.items() if name in TOLD}
    asked = GitRequest(
        path=request.url.path.partition(".git/")[2],
        variables={
            "REQUEST_METHOD": request.method,
            "QUERY_STRING": request.url.query,
            "REMOTE_USER": "heroku",
            **headers,
        },
    )
    return Relay(await plane(request).repositories.serve(found(request), asked))


class Relay:
    """An exchange as an ASGI app: what the client sends and git answers, both as they come.

    An answer that git broke off is broken off: taken for a whole one, git on the other side would
    wait for its end for ever.
    """

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        feeding = asyncio.create_task(self._feed(receive))
        try:
            status, headers = await self._exchange.head()
            await send({"type": "http.response.start", "status": status, "headers": headers})
            while chunk := await self._exchange.read():
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
            if await self._exchange.status():
                reply_to(scope).take_over().close()
            else:
                await send({"type": "http.response.body"})
        finally:
            feeding.cancel()
            self._exchange.end()

    async def _feed(self, receive: Receive) -> None:
        """A client that leaves too early has sent half a request: git then undoes what it did."""
        more = True
        while more:
            message = await receive()
            await self._exchange.feed(message.get("body", b""))
            more = message.get("more_body", False)
        self._exchange.end_input()


routes = [
    Route("/{app}.git/info/refs", serve),
    Route("/{app}.git/git-upload-pack", serve, methods=["POST"]),
    Route("/{app}.git/git-receive-pack", serve, methods=["POST"]),
]
