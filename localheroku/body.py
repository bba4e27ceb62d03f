"""A request's body, up to a size."""

from __future__ import annotations

from starlette.requests import Request

from localheroku.control.errors import TooLarge

MAX_BYTES = 1024 * 1024


async def read_body(request: Request) -> bytes:
    raw = bytearray()
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > MAX_BYTES:
            raise TooLarge(f"The request body is larger than the {MAX_BYTES} bytes accepted.")
    return bytes(raw)
