"""A `web` process started by the Procfile as a dyno is, and asked the way the router asks it."""

from __future__ import annotations

import re
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.waiting import wait_until
from tests.web.source import bare_environment, procfile

#: What the Python buildpack sets for every dyno.
BUILDPACK = {"FORWARDED_ALLOW_IPS": "*", "GUNICORN_CMD_ARGS": "--access-logfile -"}

#: What a request that came over TLS carries behind the router.
ROUTED = {"Host": "app.example.com", "X-Forwarded-Proto": "https"}

LISTENING = re.compile(r"Listening at: http://.*:(\d+) ")


@dataclass(frozen=True, kw_only=True)
class Dyno:
    """A running process; `stdout` and `stderr` are what it has printed so far."""

    process: subprocess.Popen[bytes]
    folder: Path

    @property
    def stdout(self) -> str:
        return (self.folder / "stdout").read_text()

    @property
    def stderr(self) -> str:
        return (self.folder / "stderr").read_text()

    @property
    def port(self) -> int:
        return int(LISTENING.findall(self.stdout)[0])

    def ask(
        self,
        path: str,
        method: str = "GET",
        *,
        address: str = "127.0.0.1",
        headers: Mapping[str, str] | None = None,
        data: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        """A request that a browser sent over TLS to `app.example.com`; `headers` add to that."""
        return httpx.request(
            method,
            f"http://{address}:{self.port}{path}",
            headers=ROUTED | dict(headers or {}),
            data=data,
            trust_env=False,
        )

    def stop(self) -> int:
        """What the platform does: SIGTERM. Returns the exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)


@contextmanager
def running(slug: Path, folder: Path, config_vars: Mapping[str, str]) -> Iterator[Dyno]:
    """A dyno that listens, on a port that the system chose."""
    environment = (
        bare_environment() | BUILDPACK | dict(config_vars) | {"PORT": "0", "DYNO": "web.1"}
    )
    with (folder / "stdout").open("wb") as stdout, (folder / "stderr").open("wb") as stderr:
        process = subprocess.Popen(
            ["sh", "-c", f"exec {procfile('web')}"],
            cwd=slug,
            env=environment,
            stdout=stdout,
            stderr=stderr,
        )
    dyno = Dyno(process=process, folder=folder)
    try:
        wait_until(lambda: "Booting worker" in dyno.stdout or process.poll() is not None)
        yield dyno
    finally:
        dyno.stop()
