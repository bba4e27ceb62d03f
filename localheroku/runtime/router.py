"""Heroku's router: finds the app by its host name and streams the request to one of its web dynos."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from starlette.types import Receive, Scope, Send

from .logs import LogBuffer


class Backend(Protocol):
    """A web dyno as the router sees it; `supervisor.Dyno` is one."""

    @property
    def name(self) -> str: ...

    @property
    def state(self) -> str: ...

    @property
    def port(self) -> int | None: ...

    async def wait_up(self) -> None: ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Route:
    """Where a host name leads: an app and its web dynos in every state."""

    app_id: str
    backends: Sequence[Backend]
    maintenance: bool = False


class Router:
    """An ASGI app. `find` gets the host name in lower case without port, and answers None for "No such app".

    Serve it with uvicorn's `proxy_headers=False, server_header=False, date_header=False, http="httptools"`.
    """

    def __init__(
        self,
        find: Callable[[str], Route | None],
        logs: LogBuffer,
        *,
        first_byte: float = 30,
        boot: float = 75,
    ) -> None: ...

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None: ...

    async def close(self) -> None:
        """Close the idle connections to dynos."""
