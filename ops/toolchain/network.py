"""Whether a server can be reached from this machine, found out in seconds."""

from __future__ import annotations

import socket
import urllib.request
from urllib.parse import urlsplit

from ops.toolchain.errors import UnavailableError

# A server that is there answers sooner; a network that swallows packets never does.
SECONDS_TO_CONNECT = 4

PORTS = {"http": 80, "https": 443}


def reach(url: str) -> None:
    """Raises UnavailableError when nothing answers there.

    Where a proxy is configured, it is the proxy that would have to know; its answer shows later.
    """
    parts = urlsplit(url)
    if urllib.request.getproxies().get(parts.scheme):
        return
    try:
        address = (parts.hostname or "", parts.port or PORTS[parts.scheme])
        socket.create_connection(address, SECONDS_TO_CONNECT).close()
    except OSError as error:
        raise UnavailableError(f"{url} can't be reached from here: {error}") from None
