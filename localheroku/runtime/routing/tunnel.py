"""A WebSocket, or any other upgrade: bytes both ways, as they come.

Whatever the two sides agreed on (subprotocols, extensions, pings, close codes) stays true, since
nothing here reads it; a side that reads slowly makes the other wait.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable


class Tunnel:
    """Between two connections that are handed over for good; `touched` hears of all that passes."""

    def __init__(
        self, client: asyncio.Transport, dyno: asyncio.Transport, touched: Callable[[], None]
    ) -> None:
        self.bytes = 0  # to the client
        self._transports = (client, dyno)
        self._touched = touched
        self._ended = asyncio.Event()
        client.set_protocol(_End(dyno, lambda size: touched(), self._ended.set))
        dyno.set_protocol(_End(client, self._count, self._ended.set))
        client.resume_reading()
        dyno.resume_reading()

    async def run(self) -> None:
        """Until one side has closed."""
        try:
            await self._ended.wait()
        finally:
            for transport in self._transports:
                transport.close()  # what is still to be sent to the other side is

    def _count(self, size: int) -> None:
        self.bytes += size
        self._touched()


class _End(asyncio.Protocol):
    """One end: what comes in here goes out there."""

    def __init__(
        self, there: asyncio.Transport, passed: Callable[[int], None], ended: Callable[[], None]
    ) -> None:
        self._there = there
        self._passed = passed
        self._ended = ended

    def data_received(self, data: bytes) -> None:
        self._there.write(data)
        self._passed(len(data))

    def connection_lost(self, error: Exception | None) -> None:
        self._ended()

    def pause_writing(self) -> None:
        self._there.pause_reading()

    def resume_writing(self) -> None:
        self._there.resume_reading()
