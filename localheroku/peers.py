"""Peers: which user of this machine is at the other end of a request, where Linux tells."""

from __future__ import annotations

import asyncio
import re
import socket
import sys
from collections.abc import Iterable
from pathlib import Path

from starlette.requests import Request

# https://docs.kernel.org/networking/proc_net_tcp.html; the second has what speaks IPv4 through an
# IPv6 socket.
TABLES = (Path("/proc/net/tcp"), Path("/proc/net/tcp6"))
MAPPED = "0000000000000000FFFF0000"
ROOT = 0

End = tuple[str, int]


async def user_of(request: Request) -> int | None:
    """The user id of the client's process; None where the kernel doesn't know or tell it."""
    client, server = request.scope["client"], request.scope["server"]
    # The kernel takes milliseconds to write its table.
    return await asyncio.to_thread(user_between, client, server)


def user_between(client: End, server: End, tables: Iterable[Path] = TABLES) -> int | None:
    row = re.compile(rf": {_written(client)} {_written(server)} (?:\S+ +){{4}}(\d+)")
    for table in tables:
        if table.exists() and (match := row.search(table.read_text().replace(MAPPED, ""))):
            return int(match[1])
    return None


def is_strange(user: int | None, owner: int | None) -> bool:
    """Whether this is another user. Root could take all anyway, and relays for virtual machines
    run as root."""
    return None not in (user, owner) and user not in (owner, ROOT)


def _written(end: End) -> str:
    """As the kernel writes it: the address as a number in the machine's own byte order."""
    address = int.from_bytes(socket.inet_aton(end[0]), sys.byteorder)
    return f"{address:08X}:{end[1]:04X}"
