"""The source archive, unpacked without trust: nothing is written or linked outside the folder."""

from __future__ import annotations

import gzip
import os
import posixpath
import shutil
import tarfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO


class BadArchive(Exception):
    """What is wrong with the archive, as a sentence."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """What an archive may grow to."""

    bytes: int = 1 << 30
    files: int = 100_000


def unpack(archive: Path, folder: Path, limits: Limits) -> Path:
    """Unpack a .tar.gz into the new `folder`: where the app is, one leading folder left aside."""
    folder.mkdir()
    try:
        with gzip.open(archive) as compressed:
            _Unpacking(folder, limits).all_of(_Limited(compressed, limits.bytes))
    except (tarfile.TarError, OSError, EOFError, zlib.error, ValueError) as error:
        raise BadArchive(f"The archive can't be read as a .tar.gz: {error}") from error
    app = _without_leading_folder(folder)
    for link in (path for path in app.rglob("*") if path.is_symlink()):
        _check_inside(link, app)
    return app


class _Limited:
    """A stream that ends with an error after so many bytes, so that a small bomb stays small."""

    def __init__(self, stream: BinaryIO | gzip.GzipFile, limit: int) -> None:
        self._stream = stream
        self._limit = limit
        self._left = limit + (limit >> 1) + (1 << 20)  # room for tar's own headers and padding

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        self._left -= len(data)
        if self._left < 0:
            raise _too_large(self._limit)
        return data


class _Unpacking:
    """Files and folders first, links last: while files are written there is no link to follow."""

    def __init__(self, folder: Path, limits: Limits) -> None:
        self._folder = folder
        self._limits = limits
        self._bytes = 0
        self._files = 0
        self._links: dict[str, str] = {}

    def all_of(self, stream: _Limited) -> None:
        with tarfile.open(fileobj=stream, mode="r|") as tar:  # type: ignore[call-overload]  # reads only
            for member in tar:
                self._count(member)
                self._one(tar, member, _checked(member.name, "member"))
        for name, target in self._links.items():
            self._link(name, target)

    def _count(self, member: tarfile.TarInfo) -> None:
        self._bytes += member.size
        self._files += 1
        if self._bytes > self._limits.bytes:
            raise _too_large(self._limits.bytes)
        if self._files > self._limits.files:
            raise BadArchive(f"The archive holds more than {self._limits.files:,} files.")

    def _one(self, tar: tarfile.TarFile, member: tarfile.TarInfo, name: str) -> None:
        path = self._folder / name
        if member.isdir():
            path.mkdir(parents=True, exist_ok=True)
        elif member.isreg():
            self._file(tar, member, path)
        elif member.issym():
            self._links[name] = member.linkname
        elif member.islnk():
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(self._folder / _checked(member.linkname, "link"), path)
        else:
            raise BadArchive(f"The archive holds {name!r}, which is neither file, folder nor link.")

    def _file(self, tar: tarfile.TarFile, member: tarfile.TarInfo, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        content = tar.extractfile(member)
        assert content, "a regular file has content"
        with path.open("wb") as file:
            shutil.copyfileobj(content, file)
        path.chmod(0o755 if member.mode & 0o100 else 0o644)

    def _link(self, name: str, target: str) -> None:
        _checked(posixpath.join(posixpath.dirname(name), target), f"link {name!r} to")
        path = self._folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.parent.resolve() != self._folder.resolve() / posixpath.dirname(name):
            raise BadArchive(f"The archive puts {name!r} into a folder that is itself a link.")
        path.symlink_to(target)


def _checked(name: str, what: str) -> str:
    """The name in its plain form; it must stay inside."""
    plain = posixpath.normpath(name)
    if PurePosixPath(plain).is_absolute() or plain.split("/")[0] == "..":
        raise BadArchive(f"The archive has a {what} {name!r}, which is outside of the app.")
    return plain


def _check_inside(link: Path, app: Path) -> None:
    """Links may lead anywhere inside, also by way of other links, or to what isn't there yet."""
    try:
        end = os.path.realpath(link, strict=True)
    except FileNotFoundError:
        end = os.path.realpath(link)
    if not Path(end).is_relative_to(app.resolve()):
        raise BadArchive(f"The archive's link {str(link.relative_to(app))!r} leads out of the app.")


def _without_leading_folder(folder: Path) -> Path:
    """Archives made by forges hold one folder that holds the app."""
    entries = list(folder.iterdir())
    if len(entries) == 1 and entries[0].is_dir() and not entries[0].is_symlink():
        return entries[0]
    return folder


def _too_large(limit: int) -> BadArchive:
    return BadArchive(f"The archive unpacks to more than {limit >> 20:,} MB.")
