"""Endpoints that Heroku has and this platform has not: 501, and where in this code each would go.

`not_yet.txt` lists them, a line per path: module, methods, path with `*` for each identifier. It
follows the public schema (`GET https://api.heroku.com/schema`), and the CLI's source for the data
API; what is in neither is 404. A line is deleted when its endpoint is written.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from itertools import count
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from localheroku.control.errors import NotImplementedHere

LIST = Path(__file__).with_suffix(".txt")


def _routes() -> Iterator[Route]:
    for line in LIST.read_text().splitlines():
        module, *methods, path = line.split()
        numbers = count()
        pattern = "/".join(
            f"{{id{next(numbers)}}}" if part == "*" else part for part in path.split("/")
        )
        yield Route(pattern, _refusal(module, path), methods=methods)


def _refusal(module: str, path: str) -> Callable[[Request], Awaitable[Response]]:
    async def refuse(request: Request) -> Response:
        raise NotImplementedHere(
            f"{request.method} {path} is not implemented here yet; "
            f"it would go into localheroku/api/{module}.py."
        )

    return refuse


routes = list(_routes())
