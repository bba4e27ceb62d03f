"""The sockets that the platform listens on: loopback only, the former port if it is free."""

from __future__ import annotations

import socket

from localheroku.model.address import LOOPBACK

BACKLOG = 1024


class PortTaken(Exception):
    """Something else listens on the port that was asked for."""


def listen(port: int, former: int | None) -> socket.socket:
    """A listening socket on loopback. Port 0 is the former port if that is free, else any."""
    if port == 0 and former:
        try:
            return _bind(former)
        except OSError:
            return _bind(0)
    try:
        return _bind(port)
    except OSError as error:
        raise PortTaken(
            f"Port {port} can't be used: {error.strerror}. Port 0 picks a free one."
        ) from None


def port_of(listener: socket.socket) -> int:
    port: int = listener.getsockname()[1]
    return port


def _bind(port: int) -> socket.socket:
    # With the protocol named, asyncio switches Nagle's algorithm off for each connection: otherwise
    # every answer to a kept-alive connection waits 40 ms for an acknowledgement.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((LOOPBACK, port))
        listener.listen(BACKLOG)
    except OSError:
        listener.close()
        raise
    return listener
