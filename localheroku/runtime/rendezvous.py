"""Rendezvous: where a client and the one-off dyno it asked for find each other.

The client was told a secret, says it on the TLS port, and is connected from then on: bytes both
ways until one of them goes. This is what the CLI's `heroku run` speaks.
"""

from __future__ import annotations

import asyncio
import hmac
import secrets
import select
from asyncio import StreamReader, StreamWriter
from dataclasses import dataclass

GREETING = b"rendezvous\r\n"
# The CLI drops all that it received together with the greeting, so nothing may follow at once.
AFTER_GREETING = 0.05
# macOS has no name of its own for "sends no more", and says so with the other one.
GONE = select.POLLHUP | getattr(select, "POLLRDHUP", 0)


@dataclass(frozen=True)
class Client:
    reader: StreamReader
    writer: StreamWriter

    def check_there(self) -> None:
        """Raise ConnectionError if it has gone: who doesn't read is not told otherwise.

        One whose own system still holds input that it wanted to send looks as if it were there.
        """
        poll = select.poll()
        if not self.writer.is_closing():
            poll.register(self.writer.get_extra_info("socket"), GONE)
        if self.writer.is_closing() or poll.poll(0):
            raise ConnectionResetError("the client has gone")


class Meeting:
    """One secret, good for one client, until its dyno ends."""

    def __init__(self) -> None:
        self.secret = secrets.token_urlsafe(32)
        self.over = False
        self._client: asyncio.Future[Client] = asyncio.get_running_loop().create_future()

    async def client(self, seconds: float) -> Client:
        """Who came. Raises TimeoutError when nobody does in time."""
        return await asyncio.wait_for(asyncio.shield(self._client), seconds)

    def introduce(self, client: Client) -> None:
        self._client.set_result(client)

    def end(self) -> None:
        self.over = True
        if self._client.done():
            self._client.result().writer.close()


class Rendezvous:
    def __init__(self) -> None:
        self._open: list[Meeting] = []

    def arrange(self) -> Meeting:
        self._open = [meeting for meeting in self._open if not meeting.over]
        self._open.append(meeting := Meeting())
        return meeting

    async def meet(self, secret: bytes, client: Client) -> bool:
        """Greet the client that said this secret and introduce it; False if none awaits it."""
        meeting = self._find(secret)
        if meeting is None:
            return False
        self._open.remove(meeting)
        client.writer.write(GREETING)
        await client.writer.drain()
        await asyncio.sleep(AFTER_GREETING)
        if not meeting.over:
            meeting.introduce(client)
        return not meeting.over

    def _find(self, secret: bytes) -> Meeting | None:
        """All are compared, each in constant time: how long it takes tells nothing."""
        found = [
            meeting
            for meeting in self._open
            if hmac.compare_digest(meeting.secret.encode(), secret) and not meeting.over
        ]
        return found[0] if found else None
