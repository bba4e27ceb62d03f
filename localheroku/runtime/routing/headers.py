"""What the router changes in headers; it stands for the TLS edge (docs/decisions/0030)."""

from __future__ import annotations

import re
import time
import uuid

Headers = list[tuple[bytes, bytes]]

VIA = b"1.1 heroku-router"
# About the connection, not the message: https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1
HOP_BY_HOP = {
    *(b"connection", b"keep-alive", b"proxy-connection", b"te", b"trailer"),
    *(b"transfer-encoding", b"upgrade"),
}
# Clients can't choose these; uvicorn answers `Expect` itself.
OURS = {
    *(b"x-forwarded-for", b"x-forwarded-proto", b"x-forwarded-port"),
    *(b"x-request-id", b"x-request-start", b"via", b"expect"),
}
DROPPED = HOP_BY_HOP | OURS
ADDRESSES = {b"origin", b"referer"}
# `Connection` names headers to drop. Without these, the dyno would see another request than we do.
KEPT = {b"host", b"content-length"}
# https://devcenter.heroku.com/articles/http-request-id
REQUEST_ID = re.compile(rb"[A-Za-z0-9\-+/=_]{20,200}")


class RequestHeaders:
    """A request's headers as the client sent them, and as the dyno gets them."""

    def __init__(self, headers: Headers, client: str) -> None:
        self._headers = headers
        known = dict(headers)
        self.host = known.get(b"host", b"")
        given = known.get(b"x-request-id", b"")
        self.request_id = given if REQUEST_ID.fullmatch(given) else str(uuid.uuid4()).encode()
        before = [value for name, value in headers if name == b"x-forwarded-for"]
        self.forwarded_for = b", ".join([*before, client.encode()])
        self.expect = known.get(b"expect", b"").lower()
        self.chunked = b"transfer-encoding" in known
        self.has_body = self.chunked or known.get(b"content-length", b"0") != b"0"
        self._options = self._connection()
        wanted = known.get(b"upgrade", b"") if b"upgrade" in self._options else b""
        self.upgrade = b"" if self.has_body else wanted

    def head(self, method: str, path: bytes) -> bytes:
        """The request as bytes, up to and including the blank line."""
        lines = [b"%b %b HTTP/1.1" % (method.encode(), path)]
        lines += [b"%b: %b" % pair for pair in self._passed()]
        lines += [
            b"x-forwarded-for: " + self.forwarded_for,
            b"x-forwarded-proto: https",
            b"x-forwarded-port: 443",
            b"x-request-id: " + self.request_id,
            b"x-request-start: %d" % (time.time() * 1000),
            b"via: " + VIA,
        ]
        if self.chunked:
            lines.append(b"transfer-encoding: chunked")
        if self.upgrade:
            lines += [b"connection: Upgrade", b"upgrade: " + self.upgrade]
        return b"\r\n".join(lines) + b"\r\n\r\n"

    def _connection(self) -> set[bytes]:
        """What `Connection` lists, in lower case."""
        values = [value for name, value in self._headers if name == b"connection"]
        return {option.strip().lower() for value in values for option in value.split(b",")}

    def _passed(self) -> Headers:
        named = self._options - KEPT
        return [
            (name, self._inward(value) if name in ADDRESSES else value)
            for name, value in self._headers
            if name not in DROPPED and name not in named
        ]

    def _inward(self, value: bytes) -> bytes:
        """The page's own address, which the browser knows as http, is https for the app."""
        if _is_at(value, b"http://" + self.host):
            return b"https" + value.removeprefix(b"http")
        return value

    def response(self, status: int, headers: Headers) -> Headers:
        """A dyno's headers as the client gets them."""
        if status == 101:
            return [*headers, (b"via", VIA)]
        dropped = HOP_BY_HOP
        if status in (204, 304):  # they have no body, whatever length they tell
            dropped = dropped | {b"content-length"}
        passed = [
            (name, self._outward(value) if name == b"location" else value)
            for name, value in headers
            if name not in dropped
        ]
        return [*passed, (b"via", VIA)]

    def _outward(self, value: bytes) -> bytes:
        """A redirect to the app's own https address must not lead where nobody listens."""
        if _is_at(value, b"https://" + self.host):
            return b"http" + value.removeprefix(b"https")
        return value


def _is_at(url: bytes, origin: bytes) -> bool:
    return url.lower().startswith(origin.lower()) and url[len(origin) : len(origin) + 1] in b"/?#"
