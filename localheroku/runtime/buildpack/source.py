"""The source archive, unpacked without trust: nothing is written or linked outside the folder."""

from __future__ import annotations

import gzip
import os
import posixpath
import shutil
import tarfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path, PurePosixPath
from typing import BinaryIO

# Tools stumble over trees much deeper than any app's.
DEEPEST = 100
# What may stand between two files of a tar: long names and the like, which are read into memory.
LONGEST_HEADER = 1 << 20


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
    except OSError as error:  # its text may have a path of this machine
        raise _unreadable(error.strerror or error) from error
    except (tarfile.TarError, EOFError, zlib.error, ValueError, RecursionError) as error:
        raise _unreadable(error) from error
    app = _without_leading_folder(folder)
    for link in _links(app):
        _check_inside(link, app)
    return app


class _Limited:
    """A stream that ends with an error after so many bytes, so that a small bomb stays small."""

    def __init__(self, stream: BinaryIO | gzip.GzipFile, limit: int) -> None:
        self._stream = stream
        self._limit = limit
        self._left = limit + (limit >> 1) + (1 << 20)  # room for tar's own headers and padding
        self.expect(0)

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        self._left -= len(data)
        self._expected -= len(data)
        if self._left < 0:
            raise _too_large(self._limit)
        if self._expected < 0:
            raise BadArchive(f"The archive has a header of more than {LONGEST_HEADER >> 20} MB.")
        return data

    def expect(self, size: int) -> None:
        """A file of this size follows, and then the next header."""
        self._expected = size + LONGEST_HEADER


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
                self._count(files=1, bytes_=member.size)
                stream.expect(member.size)
                self._one(tar, member, _checked(member.name, "member"))
        for name, target in self._links.items():
            self._link(name, target)

    def _count(self, *, files: int = 0, bytes_: int = 0) -> None:
        self._bytes += bytes_
        self._files += files
        if self._bytes > self._limits.bytes:
            raise _too_large(self._limits.bytes)
        if self._files > self._limits.files:
            raise BadArchive(f"The archive holds more than {self._limits.files:,} files.")

    def _one(self, tar: tarfile.TarFile, member: tarfile.TarInfo, name: str) -> None:
        path = self._folder / name
        if member.isdir():
            self._make(path)
        elif member.isreg():
            self._file(tar, member, path)
        elif member.issym():
            self._links[name] = member.linkname
        elif member.islnk():
            self._copy(self._folder / _checked(member.linkname, "link"), path)
        else:
            raise BadArchive(f"The archive holds {name!r}, which is neither file, folder nor link.")

    def _make(self, folder: Path) -> None:
        """With the ones above it, which count as well."""
        missing = takewhile(lambda one: not one.exists(), (folder, *folder.parents))
        self._count(files=len(list(missing)))
        folder.mkdir(parents=True, exist_ok=True)

    def _copy(self, file: Path, path: Path) -> None:
        """In place of a hard link, of which there could be many to one large file."""
        self._count(bytes_=file.stat().st_size)
        self._make(path.parent)
        shutil.copy(file, path)

    def _file(self, tar: tarfile.TarFile, member: tarfile.TarInfo, path: Path) -> None:
        self._make(path.parent)
        content = tar.extractfile(member)
        assert content, "a regular file has content"
        with path.open("wb") as file:
            shutil.copyfileobj(content, file)
        path.chmod(0o755 if member.mode & 0o100 else 0o644)

    def _link(self, name: str, target: str) -> None:
        _checked(posixpath.join(posixpath.dirname(name), target), f"link {name!r} to")
        path = self._folder / name
        self._make(path.parent)
        if path.parent.resolve() != self._folder.resolve() / posixpath.dirname(name):
            raise BadArchive(f"The archive puts {name!r} into a folder that is itself a link.")
        path.symlink_to(target)


def _checked(name: str, what: str) -> str:
    """The name in its plain form; it must stay inside."""
    plain = posixpath.normpath(name)
    if PurePosixPath(plain).is_absolute() or plain.split("/")[0] == "..":
        raise BadArchive(f"The archive has a {what} {name!r}, which is outside of the app.")
    if plain.count("/") >= DEEPEST:
        raise BadArchive(f"The archive has folders more than {DEEPEST} deep.")
    return plain


def _links(app: Path) -> Iterator[Path]:
    """Not by `rglob`, which follows them."""
    for folder, folders, files in os.walk(app):
        paths = (Path(folder, name) for name in (*folders, *files))
        yield from (path for path in paths if path.is_symlink())


def _check_inside(link: Path, app: Path) -> None:
    """Links may lead anywhere inside, also by way of other links, or to what isn't there yet."""
    try:
        end = os.path.realpath(link, strict=True)
    except (FileNotFoundError, NotADirectoryError):
        end = os.path.realpath(link)
    except OSError as error:  # a circle, or a name that is too long
        raise BadArchive(
            f"The archive's link {str(link.relative_to(app))!r} leads nowhere: {error.strerror}."
        ) from None
    if not Path(end).is_relative_to(app.resolve()):
        raise BadArchive(f"The archive's link {str(link.relative_to(app))!r} leads out of the app.")


def _without_leading_folder(folder: Path) -> Path:
    """Archives made by forges hold one folder that holds the app."""
    entries = list(folder.iterdir())
    if len(entries) == 1 and entries[0].is_dir() and not entries[0].is_symlink():
        return entries[0]
    return folder


def _unreadable(error: object) -> BadArchive:
    return BadArchive(f"The archive can't be read as a .tar.gz: {error}")


def _too_large(limit: int) -> BadArchive:
    return BadArchive(f"The archive unpacks to more than {limit >> 20:,} MB.")
