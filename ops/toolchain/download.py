"""The second way: the official release, checked against its published sums.

The SDK's `PulumiCommand.install` does not serve here: it fetches a script and runs it unchecked,
has no time limit, and takes no other address. See docs/decisions/0040.
"""

from __future__ import annotations

import hashlib
import http.client
import platform
import shutil
import tarfile
import tempfile
import urllib.error
import urllib.request
import zlib
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from ops.toolchain import lock, network
from ops.toolchain.engine import Engine
from ops.toolchain.errors import UnavailableError
from ops.toolchain.pins import PULUMI
from ops.toolchain.progress import Progress

OFFICIAL = "https://get.pulumi.com/releases/sdk"

# Without a byte for so long, nothing will come.
SECONDS_OF_SILENCE = 20

CHUNK = 256 * 1024
MACHINES = {"x86_64": "x64", "amd64": "x64", "aarch64": "arm64", "arm64": "arm64"}

NETWORK_ERRORS = (OSError, http.client.HTTPException)


def downloaded(cache: Path) -> Engine | None:
    """The release that was downloaded to this machine before."""
    folder = place(cache)
    if not (folder / "pulumi").exists():
        return None
    return Engine(
        pulumi=folder / "pulumi", version=PULUMI, origin="the official release", path=(folder,)
    )


def get(
    *,
    cache: Path,
    say: Callable[[str], None],
    base: str = OFFICIAL,
    silence: float = SECONDS_OF_SILENCE,
) -> Engine:
    """Download the release, or wait for another clone that does.

    Raises UnavailableError when it can't be had from `base`, within seconds if nothing answers,
    and after `silence` seconds if an answer breaks off.
    """
    folder, archive = place(cache), archive_name()

    def waiting() -> None:
        say("another clone is downloading the engine; waiting for it")

    with lock.held(cache / f"{folder.name}.lock", waiting=waiting):
        if not downloaded(cache):
            _download(Site(base, silence), archive, folder, say)
    engine = downloaded(cache)
    assert engine
    return engine


def place(cache: Path) -> Path:
    """The folder of the pinned release."""
    return cache / f"pulumi-v{PULUMI}"


class Site(NamedTuple):
    """A server that has releases."""

    base: str
    silence: float

    def open(self, name: str) -> http.client.HTTPResponse:
        """Raises UnavailableError when it has no such file."""
        url = f"{self.base}/{name}"
        try:
            answer: http.client.HTTPResponse = urllib.request.urlopen(url, timeout=self.silence)
        except urllib.error.HTTPError as error:
            raise UnavailableError(f"{url} answered {error.code} {error.reason}") from None
        return answer


def _download(site: Site, archive: str, target: Path, say: Callable[[str], None]) -> None:
    network.reach(site.base)
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".download-") as folder:
            file = Path(folder, archive)
            expected = _published_sum(site, archive)
            say(f"downloading {site.base}/{archive}")
            found = _fetch(site, archive, file, Progress(say))
            if found != expected:
                raise UnavailableError(
                    f"{site.base}/{archive} has the SHA-256 {found}, "
                    f"but {expected} is published for it"
                )
            _unpack(file, Path(folder, "unpacked")).rename(target)
    except NETWORK_ERRORS as error:
        raise UnavailableError(f"{site.base} could not be downloaded from: {error}") from None


def archive_name() -> str:
    """As https://github.com/pulumi/docs/blob/master/data/versions.json spells them."""
    system, machine = platform.system().lower(), platform.machine().lower()
    if system not in ("linux", "darwin") or machine not in MACHINES:
        raise UnavailableError(f"there is no release for {system} on {machine}")
    return f"pulumi-v{PULUMI}-{system}-{MACHINES[machine]}.tar.gz"


def _published_sum(site: Site, archive: str) -> str:
    name = f"pulumi-{PULUMI}-checksums.txt"
    with site.open(name) as answer:
        lines = [line.split() for line in answer.read().decode().splitlines()]
    for line in lines:
        if line[1:] == [archive]:
            return line[0].lower()
    raise UnavailableError(f"{site.base}/{name} has no sum for {archive}")


def _fetch(site: Site, archive: str, file: Path, progress: Progress) -> str:
    """Save the archive; the SHA-256 of it."""
    digest, size = hashlib.sha256(), 0
    with site.open(archive) as answer, file.open("wb") as target:
        total = int(answer.headers.get("Content-Length") or 0)
        while chunk := answer.read(CHUNK):
            digest.update(chunk)
            target.write(chunk)
            size += len(chunk)
            progress.show(f"downloading: {size >> 20} of {total >> 20} MB")
    progress.done()
    if total and size != total:
        raise UnavailableError(f"{site.base}/{archive} broke off after {size} of {total} bytes")
    return digest.hexdigest()


def _unpack(archive: Path, folder: Path) -> Path:
    """The release's executables, which lie in a folder `pulumi` in the archive, all on one level.

    One by one: `extractall` follows names that lead elsewhere on the Python of some distributions.
    """
    folder.mkdir()
    try:
        with tarfile.open(archive) as tar:
            for member in tar:
                inner = PurePosixPath(member.name)
                content = tar.extractfile(member) if member.isfile() else None
                if content and inner.parent == PurePosixPath("pulumi"):
                    target = folder / inner.name
                    with target.open("wb") as file:
                        shutil.copyfileobj(content, file)
                    target.chmod(0o755)
    except (tarfile.TarError, EOFError, zlib.error) as error:
        raise UnavailableError(f"{archive.name} can't be unpacked: {error}") from None
    if not (folder / "pulumi").is_file():
        raise UnavailableError(f"{archive.name} holds no pulumi/pulumi")
    return folder
