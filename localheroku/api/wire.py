"""What all answers have in common, and the door to the control plane."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import orjson
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from localheroku.api.etags import etag
from localheroku.control.errors import BadRequest, NotFound, Refused, Unavailable
from localheroku.control.plane import ControlPlane
from localheroku.model.identity import as_kept, new_id
from localheroku.model.shortage import shortage

# Nothing is limited here, so the account's whole pool always remains.
RATE_LIMIT = "4500"
MEDIA_TYPE = "application/vnd.heroku+json; version=3; charset=utf-8"


def plane(request: Request) -> ControlPlane:
    return cast(ControlPlane, request.app.state.plane)


def path(request: Request, name: str) -> str:
    """What the path names, by id in whatever case or by name."""
    return as_kept(cast(str, request.path_params[name]))


def listed(request: Request, header: str) -> frozenset[str]:
    """The names in a header such as `Accept-Expansion: addon_service,plan`."""
    return frozenset(name.strip() for name in request.headers.get(header, "").split(","))


def reply(body: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Every answer has a JSON body: the provider decodes it even after a DELETE."""
    content = orjson.dumps(body, default=dict)  # a record's mappings are no dicts
    own = {"Request-Id": new_id(), "RateLimit-Remaining": RATE_LIMIT, "ETag": etag(content)}
    return Response(content, status, {**own, **(headers or {})}, media_type=MEDIA_TYPE)


def refused(error: Refused) -> Response:
    """A refusal in Heroku's shape."""
    body: dict[str, Any] = {"id": error.id, "message": str(error)}
    if error.resource:
        body["resource"] = error.resource
    return reply(body, error.status)


async def refusal(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refused), "registered for Refused only"
    return _for_git(error) if ".git/" in request.url.path else refused(error)


async def unavailable(request: Request, error: Exception) -> Response:
    """What the machine lacks; anything else is a fault, which goes to `crash`."""
    if (lack := shortage(error)) is None:
        raise error
    return await refusal(request, Unavailable(lack))


async def no_such_endpoint(request: Request, error: Exception) -> Response:
    """The router knows the path or the method not; Heroku answers both with 404."""
    assert isinstance(error, HTTPException), "registered for HTTPException only"
    return refused(
        NotFound(f"The requested API endpoint was not found: {request.method} {request.url.path}.")
    )


def _for_git(error: Refused) -> Response:
    """git shows plain text only, and sends no key before it is asked for one."""
    asking = {"WWW-Authenticate": 'Basic realm="Heroku"'} if error.status == 401 else None
    return PlainTextResponse(f"{error}\n", error.status, asking)


async def gone(request: Request, error: Exception) -> Response:
    """The client went away in the middle of its body; nobody reads this answer."""
    return refused(BadRequest("The request body ended before it was complete."))


async def crash(request: Request, error: Exception) -> Response:
    """Starlette raises it again after this answer, and uvicorn logs it."""
    return refused(Refused("The platform failed to answer; its log on stderr says why."))
