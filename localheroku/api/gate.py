"""The gate: what every API request must bring, the key and a version that is spoken here."""

from __future__ import annotations

import base64
import binascii
import re

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from localheroku.api_key import ApiKey
from localheroku.control.errors import NotAcceptable, Unauthorized

VERSION = re.compile(r"version\s*=\s*\"?(?P<major>\d+)")


class Gate:
    def __init__(self, app: ASGIApp, key: ApiKey) -> None:
        self._app = app
        self._key = key

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        self._check_key(headers.get("authorization", ""))
        _check_version(headers.get("accept", ""))
        await self._app(scope, receive, send)

    def _check_key(self, authorization: str) -> None:
        if not self._key.matches(credential(authorization)):
            raise Unauthorized(
                "Invalid credentials provided. The API key is accepted as a Bearer token, "
                "or as the password of HTTP Basic with any user name."
            )


def credential(authorization: str) -> bytes:
    """The key that an Authorization header carries; empty if it carries none."""
    scheme, _, value = authorization.partition(" ")
    if scheme.lower() == "bearer":
        return value.strip().encode()
    if scheme.lower() != "basic":
        return b""
    try:
        return base64.b64decode(value.strip(), validate=True).partition(b":")[2]
    except (binascii.Error, ValueError):
        return b""


def _check_version(accept: str) -> None:
    """`version=3` with any suffix; a client that names no version gets this one."""
    match = VERSION.search(accept)
    if match and match["major"] != "3":
        raise NotAcceptable(f"Version {match['major']} of the API is not spoken here; accepted: 3.")
