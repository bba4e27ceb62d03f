"""The data folder: private, used by one platform at a time; its address and key are found here."""

from __future__ import annotations

import asyncio
import fcntl
import os
import secrets
import shutil
from pathlib import Path

from localheroku.runtime.private import write_private

LOOK = 2  # seconds between two looks whether the folder is still there


class Unusable(Exception):
    """The folder is another platform's, or another program's."""


class DataFolder:
    """Opening makes it, closes it to other users (0700) and claims it until the process ends."""

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()
        try:
            self._refuse_foreign()
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.path.chmod(0o700)
            self._claim()
        except OSError as error:
            raise Unusable(f"{self.path} can't be used: {error.strerror}.") from error

    @property
    def address(self) -> Path:
        return self.path / "address"

    @property
    def tls(self) -> Path:
        """The certificates, and the address of the port that shows them."""
        return self.path / "tls"

    @property
    def tls_address(self) -> Path:
        return self.tls / "address"

    @property
    def store(self) -> Path:
        return self.path / "platform.sqlite3"

    def api_key(self, given: str | None) -> str:
        """The key to ask for: the given one, or the one of this folder, made on first use."""
        if given:
            return given
        file = self.path / "api-key"
        if not file.exists():
            write_private(file, f"{secrets.token_hex(32)}\n")
        return file.read_text().strip()

    @staticmethod
    def former_port(address: Path) -> int | None:
        """The port of the last run, so that URLs stay."""
        try:
            return int(address.read_text().strip().rpartition(":")[2])
        except (FileNotFoundError, ValueError):
            return None

    def publish(self, address: str, tls_address: str) -> None:
        """For people and programs: where the platform answers."""
        write_private(self.address, f"{address}\n")
        write_private(self.tls_address, f"{tls_address}\n")

    async def deleted(self) -> None:
        """Wait until somebody has deleted the folder, as a clone is that nobody needs any more."""
        while self._lock.exists():
            await asyncio.sleep(LOOK)

    def delete(self) -> None:
        """The folder with all that is in it; then this object is of no use any more.

        The mark that it is ours goes last: whoever is killed in the middle can do it again.
        """
        for entry in self.path.iterdir():
            if entry.is_dir():
                shutil.rmtree(entry)
            elif entry != self._lock:
                entry.unlink()
        shutil.rmtree(self.path)
        os.close(self._opened)

    @property
    def _lock(self) -> Path:
        """Also the mark that a folder is ours; it holds the process id of whoever has locked it."""
        return self.path / "lock"

    def _refuse_foreign(self) -> None:
        """A folder that holds other things must not be closed to others, nor ever deleted."""
        if self.path.exists() and not self.path.is_dir():
            raise Unusable(f"{self.path} is not a folder. Give the path of a new one.")
        if self.path.exists() and any(self.path.iterdir()) and not self._lock.exists():
            raise Unusable(
                f"{self.path} holds files that localheroku did not put there. "
                "Give the path of a new folder."
            )

    def _claim(self) -> None:
        # The lock belongs to the open file: it goes with the process, however that ends.
        self._opened = os.open(self._lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Unusable(f"Another localheroku is running on {self.path}.") from None
        os.ftruncate(self._opened, 0)
        os.write(self._opened, f"{os.getpid()}\n".encode())
