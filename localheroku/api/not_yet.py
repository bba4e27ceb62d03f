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

# Families that have no place on one machine, by the beginning of their paths.
INSTEAD = {
    "/enterprise-accounts": "Heroku Enterprise isn't here; use the account or a team.",
    "/spaces": "Private Spaces aren't here; leave space out, and apps run in region us or eu.",
    "/teams/apps": "Teams own no apps here; leave organization out, and the account owns the app.",
}


def _routes() -> Iterator[Route]:
    for line in LIST.read_text().splitlines():
        module, *methods, path = line.split()
        numbers = count()
        pattern = "/".join(
            f"{{id{next(numbers)}}}" if part == "*" else part for part in path.split("/")
        )
        yield Route(pattern, _refusal(module, path), methods=methods)


def _refusal(module: str, path: str) -> Callable[[Request], Awaitable[Response]]:
    there = f"yet; it would go into localheroku/api/{module}.py."
    instead = (f": {advice}" for start, advice in INSTEAD.items() if path.startswith(start))
    reason = next(instead, f" {there}")

    async def refuse(request: Request) -> Response:
        raise NotImplementedHere(f"{request.method} {path} is not implemented here{reason}")

    return refuse


routes = list(_routes())
