"""The second way: the official release, checked against its published sums.

The SDK's `PulumiCommand.install` does not serve here: it fetches a script and runs it unchecked,
has no time limit, and takes no other address. See docs/decisions/0040.
"""

from __future__ import annotations

import hashlib
import http.client
import platform
import tarfile
import tempfile
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

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
    place = _place(cache)
    if not (place / "pulumi").exists():
        return None
    return Engine(
        pulumi=place / "pulumi", version=PULUMI, origin="the official release", path=(place,)
    )


def get(*, cache: Path, say: Callable[[str], None], base: str = OFFICIAL) -> Engine:
    """Download the release, or wait for another clone that does.

    Raises UnavailableError when it can't be had from `base`, within seconds if nothing answers.
    """
    place, archive = _place(cache), _archive_name()

    def waiting() -> None:
        say("another clone is downloading the engine; waiting for it")

    with lock.held(cache / f"{place.name}.lock", waiting=waiting):
        if not downloaded(cache):
            _download(base, archive, place, say)
    engine = downloaded(cache)
    assert engine
    return engine


def _place(cache: Path) -> Path:
    return cache / f"pulumi-v{PULUMI}"


def _download(base: str, archive: str, place: Path, say: Callable[[str], None]) -> None:
    network.reach(base)
    try:
        with tempfile.TemporaryDirectory(dir=place.parent, prefix=".download-") as folder:
            file = Path(folder, archive)
            expected = _published_sum(base, archive)
            say(f"downloading {base}/{archive}")
            found = _fetch(f"{base}/{archive}", file, Progress(say))
            if found != expected:
                raise UnavailableError(
                    f"{base}/{archive} has the SHA-256 {found}, but {expected} is published for it"
                )
            _unpack(file, Path(folder, "unpacked")).rename(place)
    except NETWORK_ERRORS as error:
        raise UnavailableError(f"{base} could not be downloaded from: {error}") from None


def _archive_name() -> str:
    """As https://github.com/pulumi/docs/blob/master/data/versions.json spells them."""
    system, machine = platform.system().lower(), platform.machine().lower()
    if system not in ("linux", "darwin") or machine not in MACHINES:
        raise UnavailableError(f"there is no release for {system} on {machine}")
    return f"pulumi-v{PULUMI}-{system}-{MACHINES[machine]}.tar.gz"


def _published_sum(base: str, archive: str) -> str:
    name = f"pulumi-{PULUMI}-checksums.txt"
    with _open(f"{base}/{name}") as answer:
        lines = [line.split() for line in answer.read().decode().splitlines()]
    for line in lines:
        if line[1:] == [archive]:
            return line[0].lower()
    raise UnavailableError(f"{base}/{name} has no sum for {archive}")


def _fetch(url: str, file: Path, progress: Progress) -> str:
    """Save what `url` holds; the SHA-256 of it."""
    digest, size = hashlib.sha256(), 0
    with _open(url) as answer, file.open("wb") as target:
        total = int(answer.headers.get("Content-Length") or 0)
        while chunk := answer.read(CHUNK):
            digest.update(chunk)
            target.write(chunk)
            size += len(chunk)
            progress.show(f"downloading: {size >> 20} of {total >> 20} MB")
    progress.done()
    if total and size != total:
        raise UnavailableError(f"{url} broke off after {size} of {total} bytes")
    return digest.hexdigest()


def _open(url: str) -> http.client.HTTPResponse:
    try:
        answer: http.client.HTTPResponse = urllib.request.urlopen(url, timeout=SECONDS_OF_SILENCE)
    except urllib.error.HTTPError as error:
        raise UnavailableError(f"{url} answered {error.code} {error.reason}") from None
    return answer


def _unpack(archive: Path, folder: Path) -> Path:
    """The release's executables; they are in a folder `pulumi` in the archive."""
    try:
        with tarfile.open(archive) as tar:
            tar.extractall(folder, filter="data")
    except (tarfile.TarError, EOFError) as error:
        raise UnavailableError(f"{archive.name} can't be unpacked: {error}") from None
    inner = folder / "pulumi"
    if not (inner / "pulumi").is_file():
        raise UnavailableError(f"{archive.name} holds no pulumi/pulumi")
    return inner
