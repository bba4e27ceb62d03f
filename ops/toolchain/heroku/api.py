"""The Platform API: one call at a time, JSON in, JSON out."""

from __future__ import annotations

import base64
import json
import uuid
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

from ops.toolchain.heroku.errors import ApiError
from ops.toolchain.heroku.settings import Settings, loopback

# No answer for so long means that nobody is at work on it.
PATIENCE = 120


class Api:
    """A client bound to one address and key."""

    def __init__(self, settings: Settings) -> None:
        self._base = settings.url
        pair = base64.b64encode(f"{settings.email}:{settings.api_key}".encode()).decode()
        self._headers = {
            "Accept": "application/vnd.heroku+json; version=3",
            "Authorization": f"Basic {pair}",
            "User-Agent": "pulumi-resource-heroku (stand-in)",
        } | settings.headers

    def get(self, path: str, headers: dict[str, str] | None = None) -> Any:
        return self._call("GET", path, headers=headers)

    def exists(self, path: str) -> bool:
        """Only `not_found` means that something is gone; any other error is one."""
        try:
            self.get(path)
        except ApiError as error:
            if error.is_not_found:
                return False
            raise
        return True

    def post(self, path: str, body: Any = None) -> Any:
        return self._call("POST", path, body)

    def patch(self, path: str, body: Any) -> Any:
        return self._call("PATCH", path, body)

    def put(self, path: str, body: Any) -> Any:
        return self._call("PUT", path, body)

    def delete(self, path: str) -> Any:
        return self._call("DELETE", path)

    def upload(self, method: str, url: str, file: Path) -> None:
        """Send the file's bytes to an address that the platform gave, without credentials."""
        with file.open("rb") as content:
            headers = {"Content-Length": str(file.stat().st_size)}
            with _send(method, url, headers, content) as answer:
                _raise_for_status(answer, f"Upload of {file}", answer.read())

    def lines(self, url: str) -> Iterator[str]:
        """What an output stream says, as it comes; ends with the stream."""
        with _send("GET", url, {}) as answer:
            if answer.status >= 400:
                return
            for line in answer:
                yield line.decode(errors="replace").rstrip("\r\n")

    def _call(
        self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None
    ) -> Any:
        sent = self._headers | {"Request-Id": str(uuid.uuid4())} | (headers or {})
        content = None
        if body is not None:
            content = json.dumps(body).encode()
            sent["Content-Type"] = "application/json"
        with _send(method, self._base + path, sent, content) as answer:
            text = answer.read()
            _raise_for_status(answer, f"{method} {path}", text)
        try:
            return json.loads(text)
        except ValueError:
            raise ApiError(f"{method} {path} failed: the answer is not JSON") from None


def _send(
    method: str, url: str, headers: dict[str, str], body: bytes | IO[bytes] | None = None
) -> HTTPResponse:
    parts = urlsplit(loopback(url, "an address that the platform gave"))
    connection = HTTPConnection(parts.netloc, timeout=PATIENCE)
    target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    try:
        connection.request(method, target, body, headers | {"Connection": "close"})
        return connection.getresponse()
    except OSError as error:
        raise ApiError(
            f"{method} {parts.path} failed: nothing answers at http://{parts.netloc} ({error}). "
            "Is the local Heroku running? Start it with: make up"
        ) from None


def _raise_for_status(answer: HTTPResponse, what: str, text: bytes) -> None:
    if answer.status < 300:
        return
    try:
        error = json.loads(text)
        message, id = str(error["message"]), str(error.get("id", ""))
    except (ValueError, KeyError, TypeError, AttributeError):
        message, id = text.decode(errors="replace").strip() or answer.reason, ""
    raise ApiError(
        f"{what} failed: {message} ({', '.join(filter(None, [str(answer.status), id]))})",
        status=answer.status,
        id=id,
    )
