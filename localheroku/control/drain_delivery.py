"""Sends log lines to drains as Logplex does: over HTTP in batches, or as syslog over TCP.

Only to drains on this machine: what is tried out here shall not mix with a real service's logs.
https://devcenter.heroku.com/articles/log-drains
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Sequence
from contextlib import aclosing
from urllib.parse import urlsplit

from localheroku.control.tasks import Tasks
from localheroku.model.drain import Drain
from localheroku.model.identity import new_id
from localheroku.runtime.logs import LogBuffer, LogLine
from localheroku.runtime.outbound import (
    TIMEOUT,
    Elsewhere,
    Outbound,
    Undelivered,
    loopback,
    wait_after,
)

# Logplex's facilities and severities: local7.info for an app, local3.info for the platform.
PRIORITY = {"app": 190, "heroku": 158}
SYSLOG_PORTS = {"syslog": 514, "syslog+tls": 6514}
BATCH = 500


class Unwelcome(OSError):
    """The drain answered with another status than success."""


class DrainDelivery:
    """One task per drain, from the line after the drain was added or the platform started."""

    def __init__(self, logs: LogBuffer, outbound: Outbound) -> None:
        self._logs = logs
        self._outbound = outbound
        self._tasks = Tasks()

    def start(self, drain: Drain) -> None:
        newest = self._logs.recent(drain.app_id, lines=1)
        self._tasks.start(drain.id, self._deliver(drain, newest[0].id if newest else 0))

    def stop(self, drain: Drain) -> None:
        self._tasks.interrupt(drain.id)

    async def close(self) -> None:
        await self._tasks.close()

    async def _deliver(self, drain: Drain, position: int) -> None:
        failures = 0  # in a row; lines go on to collect in the buffer meanwhile
        while await self._is_more(drain, position):
            newer = [
                line for line in self._logs.recent(drain.app_id, lines=BATCH) if line.id > position
            ]
            try:
                await asyncio.wait_for(self._send(drain, newer), TIMEOUT)
            except Elsewhere as error:
                self._log(drain, f"Drain {drain.token} gets no lines: {error}")
                return
            except (Undelivered, OSError, TimeoutError) as error:
                failures += 1
                if failures == 1:
                    self._complain(drain, error)
                await asyncio.sleep(wait_after(failures))
            else:
                failures, position = 0, newer[-1].id

    async def _is_more(self, drain: Drain, position: int) -> bool:
        """Wait for a line after this one; False when there will be none any more."""
        lines = self._logs.follow(drain.app_id, after=position)
        async with aclosing(lines):  # type: ignore[type-var]  # a generator in fact
            return await anext(lines, None) is not None

    async def _send(self, drain: Drain, lines: Sequence[LogLine]) -> None:
        if urlsplit(drain.url).scheme.startswith("syslog"):
            await _send_syslog(drain, lines)
        else:
            await self._post(drain, lines)

    async def _post(self, drain: Drain, lines: Sequence[LogLine]) -> None:
        headers = {
            "Content-Type": "application/logplex-1",
            "Logplex-Msg-Count": str(len(lines)),
            "Logplex-Frame-Id": new_id(),
            "Logplex-Drain-Token": drain.token,
        }
        body = b"".join(frame(line, "host") for line in lines)
        status = await self._outbound.post(drain.url, body, headers)
        if not 200 <= status < 300:
            raise Unwelcome

    def _complain(self, drain: Drain, error: Exception) -> None:
        """Named by its token: the URL may hold credentials."""
        reason = str(error) if isinstance(error, Undelivered) else type(error).__name__
        self._log(drain, f"Error L10 (Drain buffer overflow) -> {drain.token}: {reason}")

    def _log(self, drain: Drain, text: str) -> None:
        self._logs.write(drain.app_id, "heroku", "logplex", text)


async def _send_syslog(drain: Drain, lines: Sequence[LogLine]) -> None:
    parts = urlsplit(drain.url)
    tls = ssl.create_default_context() if parts.scheme == "syslog+tls" else None
    port = parts.port or SYSLOG_PORTS[parts.scheme]
    _, writer = await asyncio.open_connection(
        loopback(drain.url), port, ssl=tls, server_hostname=parts.hostname if tls else None
    )
    try:
        writer.writelines(frame(line, drain.token) for line in lines)
        await writer.drain()
    finally:
        writer.close()
        await writer.wait_closed()


def frame(line: LogLine, host: str) -> bytes:
    """One syslog message with its length before it (RFC 6587)."""
    at = line.at.isoformat()
    text = f"<{PRIORITY[line.source]}>1 {at} {host} {line.source} {line.dyno} - {line.text}"
    message = text.encode()
    return b"%d %b" % (len(message), message)
