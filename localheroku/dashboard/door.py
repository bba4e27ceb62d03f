"""The door: lets in who has signed in, on requests that the dashboard's own pages make."""

from __future__ import annotations

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from localheroku.dashboard.foreign import refuse_foreign
from localheroku.dashboard.sign_in import form
from localheroku.dashboard.visit import cookie, plane
from localheroku.peers import user_of


class Door:
    """A session's cookie opens it; without one there is the sign-in form, whatever was asked."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope)
        refuse_foreign(request)
        session = plane(request).sign_ins.find(cookie(request), await user_of(request))
        if session is None:
            await form(request)(scope, receive, send)
            return
        request.state.session = session
        await self._app(scope, receive, send)
