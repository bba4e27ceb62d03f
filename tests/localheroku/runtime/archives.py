"""Source archives made in memory, honest and hostile."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Iterable, Mapping
from pathlib import Path


def archive_of(path: Path, files: Mapping[str, str], *, prefix: str = "") -> Path:
    """A .tar.gz of the named texts."""
    return archive(path, (regular(prefix + name, text) for name, text in files.items()))


def archive(path: Path, members: Iterable[tuple[tarfile.TarInfo, bytes]]) -> Path:
    with tarfile.open(path, "w:gz") as tar:
        for info, content in members:
            tar.addfile(info, io.BytesIO(content))
    return path


def regular(name: str, text: str) -> tuple[tarfile.TarInfo, bytes]:
    info = tarfile.TarInfo(name)
    info.size = len(text.encode())
    return info, text.encode()


def special(name: str, kind: bytes, target: str = "") -> tuple[tarfile.TarInfo, bytes]:
    """A link (`tarfile.SYMTYPE`, `LNKTYPE`) or a device (`FIFOTYPE` …)."""
    info = tarfile.TarInfo(name)
    info.type = kind
    info.linkname = target
    return info, b""
