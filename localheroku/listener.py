"""The sockets that the platform listens on: loopback only, the former port if it is free."""

from __future__ import annotations

import asyncio
import logging
import resource
import socket
from typing import Any

from localheroku.model.address import LOOPBACK
from localheroku.model.shortage import shortage

BACKLOG = 1024
# Files and connections; macOS gives a process 256, where a dyno may have 10,000.
MOST_FILES = 10_000

log = logging.getLogger(__name__)


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


def raise_limit() -> None:
    """As many open files and connections as this user may have, up to Heroku's own limit."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, MOST_FILES)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


class Refusals:
    """For an event loop: a connection that can't be taken is told in one line a second.

    asyncio would show the same traceback once for each place in the backlog.
    """

    def __init__(self) -> None:
        self._told = -1.0

    def __call__(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        lack = shortage(error) if (error := context.get("exception")) else None
        if lack is None:
            loop.default_exception_handler(context)
        elif loop.time() - self._told >= 1:
            self._told = loop.time()
            log.warning("%s: %s", context["message"], lack)


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
