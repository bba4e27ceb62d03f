"""localheroku in the background: started, found again, stopped."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from ops import git_access
from ops.errors import OpsError
from ops.heroku_api import HerokuApi

START_SECONDS = 60  # the first start makes a PostgreSQL cluster; a second or two on a quick machine
STOP_SECONDS = 45  # dynos have 30 s between SIGTERM and SIGKILL, as on Heroku


@dataclass(frozen=True, kw_only=True)
class Platform:
    """One localheroku: its data folder, its log beside it, the process that serves it."""

    root: Path
    data: Path

    @property
    def log(self) -> Path:
        return self.data.with_suffix(".log")

    @property
    def address(self) -> str:
        """`http://127.0.0.1:PORT`, as the server wrote it."""
        return (self.data / "address").read_text().strip()

    @property
    def key(self) -> str:
        """The API key that the server made for itself."""
        return (self.data / "api-key").read_text().strip()

    @property
    def tls_address(self) -> str:
        """`https://127.0.0.1:PORT`, for `heroku run` and for git's remotes."""
        return (self.authority.parent / "address").read_text().strip()

    @property
    def authority(self) -> Path:
        """What a client has to trust for that."""
        return self.data / "tls" / "ca.pem"

    def environment(self) -> dict[str, str]:
        """What points a Heroku client, and git, at this platform."""
        git = git_access.environment(plain=self.address, tls=self.tls_address, around=os.environ)
        return {"HEROKU_API_URL": self.address, "HEROKU_API_KEY": self.key, **git}

    def api(self) -> HerokuApi:
        return HerokuApi(self.address, self.key)

    def running(self) -> bool:
        return self._process() is not None

    def start(self) -> None:
        """Start the server unless it runs, and return when it answers.

        Raises OpsError with the end of its log when it doesn't.
        """
        if self.running():  # one that an interrupted command started may not answer yet
            self._await_address(self.running)
            return
        server = self._launch()
        self._await_address(lambda: server.poll() is None)

    def _launch(self) -> subprocess.Popen[bytes]:
        self.log.touch(mode=0o600)
        with self.log.open("w") as log, self._announced.open("w") as announced:
            return subprocess.Popen(
                [sys.executable, "-m", "localheroku", "--port", "0", "--data", str(self.data)],
                cwd=self.root,
                env=_without_real_heroku(),
                stdin=subprocess.DEVNULL,
                stdout=announced,
                stderr=log,
                start_new_session=True,
            )

    def remove(self) -> None:
        """Stop it and delete what it keeps, also outside its folder; a no-op when there is none."""
        self._stop()
        if self.data.exists():
            command = [sys.executable, "-m", "localheroku", "--data", str(self.data), "--remove"]
            done = subprocess.run(
                command, cwd=self.root, capture_output=True, text=True, check=False
            )
            if done.returncode:
                raise OpsError(f"localheroku could not be removed:\n{done.stderr.strip()}")

    def _stop(self) -> None:
        process = self._process()
        if process is None:
            return
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except psutil.TimeoutExpired:
            process.kill()
            process.wait(5)

    def _await_address(self, alive: Callable[[], bool]) -> None:
        """Its first line is the address, and it prints that when it answers."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self._announced.read_text().endswith("\n"):
                return
            if not alive():
                break
            time.sleep(0.05)
        raise OpsError(
            f"localheroku did not start. The end of its log ({self.log}):\n{self._end_of_log()}"
        )

    def _end_of_log(self) -> str:
        return "\n".join(f"  {line}" for line in self.log.read_text().splitlines()[-15:])

    @property
    def _announced(self) -> Path:
        """What this run of the server printed: its address, and nothing before it answers."""
        return self.data.with_suffix(".address")

    @property
    def _lock(self) -> Path:
        """Locked by the server as long as it lives; its process id is in it."""
        return self.data / "lock"

    def _process(self) -> psutil.Process | None:
        """The server's process. However it was started and ended, its lock tells."""
        while self._is_locked():
            with suppress(OSError, ValueError, psutil.NoSuchProcess):
                process = psutil.Process(int(self._lock.read_text()))
                # The id is written right after locking; until then it may be a former server's.
                if process.create_time() <= self._lock.stat().st_mtime + 1:
                    return process
            time.sleep(0.02)
        return None

    def _is_locked(self) -> bool:
        try:
            with self._lock.open() as lock:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        except (FileNotFoundError, NotADirectoryError):
            return False
        return False


def _without_real_heroku() -> dict[str, str]:
    """This environment without the key to real apps: the server here makes one of its own."""
    return {name: value for name, value in os.environ.items() if name != "HEROKU_API_KEY"}
