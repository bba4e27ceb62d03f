"""A client of a rendezvous, as the CLI is one: TLS, a secret, then bytes both ways."""

from __future__ import annotations

import socket
import ssl
from pathlib import Path
from types import TracebackType
from urllib.parse import urlsplit

SECONDS = 20


class Attached:
    def __init__(self, url: str, authority: Path) -> None:
        parts = urlsplit(url)
        assert parts.hostname, "an attach_url names its host"
        context = ssl.create_default_context(cafile=authority)
        plain = socket.create_connection((parts.hostname, parts.port), timeout=SECONDS)
        self._socket = context.wrap_socket(plain, server_hostname=parts.hostname)
        self._socket.sendall(f"{parts.path[1:]}\r\n".encode())
        self.greeting = self._socket.recv(1024)
        self._read = bytearray()

    def __enter__(self) -> Attached:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.leave()

    def send(self, data: bytes) -> None:
        self._socket.sendall(data)

    def type(self, line: str) -> None:
        self.send(f"{line}\n".encode())

    def until(self, text: str) -> str:
        """What came up to the text, and with it."""
        while text.encode() not in self._read:
            chunk = self._socket.recv(65536)
            assert chunk, f"ended without {text!r}: {self._read!r}"
            self._read += chunk
        found, _, self._read = self._read.partition(text.encode())
        return found.decode() + text

    def rest(self) -> bytes:
        """All up to the end of the connection."""
        while chunk := self._socket.recv(65536):
            self._read += chunk
        return bytes(self._read)

    def leave(self) -> None:
        self._socket.close()
