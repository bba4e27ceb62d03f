"""A connection that sends whatever it is told, and reads one answer after the other."""

from __future__ import annotations

import http.client
import json
import socket
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tests.localheroku.platform import KEY, Platform

AUTHORIZATION = b"Authorization: Basic " + b64encode(f":{KEY}".encode())


@dataclass(frozen=True, kw_only=True)
class Answer:
    status: int
    content: bytes

    @property
    def body(self) -> Any:
        return json.loads(self.content)


class Wire:
    """Kept alive as long as the server likes."""

    def __init__(self, platform: Platform) -> None:
        self._address = "127.0.0.1", int(platform.address.rpartition(":")[2])
        self._socket: socket.socket | None = None

    @property
    def host(self) -> bytes:
        return b"%s:%d" % (self._address[0].encode(), self._address[1])

    def ask(
        self, method: str, target: str, headers: Iterable[tuple[str, str]] = (), body: bytes = b""
    ) -> Answer:
        """A request that is well-formed but for what is given."""
        head = [f"{method} {target} HTTP/1.1".encode(), b"Host: " + self.host, AUTHORIZATION]
        head += [f"{name}: {value}".encode("latin-1") for name, value in headers]
        head += [b"Content-Length: %d" % len(body), b"", b""]
        self._socket = self._socket or socket.create_connection(self._address, timeout=30)
        self._socket.sendall(b"\r\n".join(head) + body)
        return self._read(self._socket, method)

    def send(self, raw: bytes) -> Answer | None:
        """Exactly these bytes, and an end; None if the server hung up on them."""
        with socket.create_connection(self._address, timeout=30) as connection:
            connection.sendall(raw)
            connection.shutdown(socket.SHUT_WR)
            try:
                return self._read(connection, "GET")
            except (ConnectionError, http.client.BadStatusLine):
                return None

    def close(self) -> None:
        if self._socket:
            self._socket.close()
        self._socket = None

    def _read(self, connection: socket.socket, method: str) -> Answer:
        response = http.client.HTTPResponse(connection, method=method)
        response.begin()
        answer = Answer(status=response.status, content=response.read())
        if response.will_close:
            self.close()
        return answer
