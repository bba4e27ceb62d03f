"""localheroku: does it run, where is its log, has it room, is its database there."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ops.checkup.finding import Finding, bad, fine, note
from ops.platform import Platform

LEAST_BYTES = 1 << 30  # a build and its slug need some 150 MB; PostgreSQL stops at the last byte
LARGE_LOG = 1 << 28
GIGABYTE = 1 << 30


@dataclass(frozen=True, kw_only=True)
class Local:
    """Bytes; `postgres` is its port, None where it doesn't listen."""

    is_running: bool
    address: str
    folder: Path
    log: Path
    log_bytes: int
    free_bytes: int
    postgres: int | None


def gather(platform: Platform) -> Local:
    is_running = platform.running()
    return Local(
        is_running=is_running,
        address=platform.address if is_running else "",
        folder=platform.data,
        log=platform.log,
        log_bytes=platform.log.stat().st_size if platform.log.exists() else 0,
        free_bytes=shutil.disk_usage(platform.data).free,
        postgres=_listening(platform.data / "postgres" / "port"),
    )


def check_running(local: Local) -> Iterator[Finding]:
    if local.is_running:
        yield fine(f"localheroku at {local.address}, its log: {_short(local.log)}")
    else:
        yield bad("localheroku doesn't run", where=f"its log: {_short(local.log)}", mend="make up")


def check_postgres(local: Local) -> Iterator[Finding]:
    if not local.is_running:
        return
    if local.postgres is None:
        yield bad(
            "Its PostgreSQL doesn't answer",
            where=f"{_short(local.folder)}/postgres; what it said: {_short(local.log)}",
            mend="make down && make up",
        )
    else:
        yield fine(f"PostgreSQL on port {local.postgres}")


def check_room(local: Local) -> Iterator[Finding]:
    free = f"{local.free_bytes / GIGABYTE:.1f} GB free"
    if local.free_bytes < LEAST_BYTES:
        yield bad(
            f"The disk is nearly full: {free}",
            where=str(local.folder),
            mend="make room, or `make down` to remove the trial",
        )
    else:
        yield fine(f"{free} for {_short(local.folder)}")
    if local.log_bytes > LARGE_LOG:
        yield note(
            f"The log has grown to {local.log_bytes / GIGABYTE:.1f} GB",
            where=str(local.log),
            mend=f"truncate --size 0 {local.log}",
        )


CHECKS = (check_running, check_postgres, check_room)


def _short(path: Path) -> str:
    return "/".join(path.parts[-2:])


def _listening(file: Path) -> int | None:
    try:
        port = int(file.read_text())
        socket.create_connection(("127.0.0.1", port), timeout=2).close()
    except (OSError, ValueError):
        return None
    return port
