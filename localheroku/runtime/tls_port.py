"""The TLS port: for clients that speak nothing else, which are the CLI's `run` and git.

The first line tells them apart: a request line is HTTP, and goes to the plain port; anything else
is the secret of a rendezvous.
"""

from __future__ import annotations

import asyncio
import os
import re
import socket
import ssl
from asyncio import StreamReader, StreamWriter
from collections.abc import Callable
from contextlib import suppress

from localheroku.model.address import LOOPBACK
from localheroku.peers import End, is_strange, user_between
from localheroku.runtime.rendezvous import Client, Rendezvous

REQUEST_LINE = re.compile(rb"[A-Z]+ \S+ HTTP/1\.[01]\r\n")
LONGEST_FIRST_LINE = 64 * 1024
# Seconds for the handshake, and then for the first line.
PATIENCE = 10
# Seconds for a client to read what it was sent before the connection is given up: the CLI's limit.
LAST_OUTPUT = 60 * 60
CHUNK = 64 * 1024


class TlsPort:
    """Only for programs of the user who runs this: what is passed on to the plain port comes from
    ourselves there, so nobody could tell any more whose it was (docs/decisions/0070).
    """

    def __init__(
        self,
        context: ssl.SSLContext,
        rendezvous: Rendezvous,
        *,
        plain_port: int,
        user_between: Callable[[End, End], int | None] = user_between,
    ) -> None:
        self._context = context
        self._rendezvous = rendezvous
        self._plain_port = plain_port
        self._user_between = user_between
        self._server: asyncio.Server | None = None

    async def open(self, listener: socket.socket) -> None:
        self._server = await asyncio.start_server(
            self._serve,
            sock=listener,
            ssl=self._context,
            ssl_handshake_timeout=PATIENCE,
            ssl_shutdown_timeout=LAST_OUTPUT,
            limit=LONGEST_FIRST_LINE,
        )

    def close(self) -> None:
        """Nobody new is let in."""
        if self._server:
            self._server.close()

    async def _serve(self, reader: StreamReader, writer: StreamWriter) -> None:
        try:
            await self._refuse_strange(writer)
            line = await asyncio.wait_for(reader.readuntil(b"\n"), PATIENCE)
            if REQUEST_LINE.fullmatch(line):
                await self._forward(line, reader, writer)
            elif await self._rendezvous.meet(_secret(line), Client(reader, writer)):
                return  # now its dyno's
        except (OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass  # gone, or no client that could be told anything
        writer.close()

    async def _refuse_strange(self, writer: StreamWriter) -> None:
        client, server = (writer.get_extra_info(name) for name in ("peername", "sockname"))
        user = await asyncio.to_thread(self._user_between, client, server)
        if is_strange(user, os.getuid()):
            raise PermissionError("a program of another user")

    async def _forward(self, line: bytes, reader: StreamReader, writer: StreamWriter) -> None:
        there, back = await asyncio.open_connection(LOOPBACK, self._plain_port)
        back.write(line)
        await asyncio.gather(_pump(reader, back), _pump(there, writer))


async def _pump(reader: StreamReader, writer: StreamWriter) -> None:
    """Until one side ends; TLS here knows no half-open connection, so then both do."""
    with suppress(OSError):
        while chunk := await reader.read(CHUNK):
            writer.write(chunk)
            await writer.drain()
    writer.close()


def _secret(line: bytes) -> bytes:
    """The CLI sends the URL's path without its slash, and a query if it had one."""
    return line.strip().partition(b"?")[0]
