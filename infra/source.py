"""The archive that a build starts from: git-tracked files of `web/`, reproducible byte for byte.

Nothing that git doesn't track gets in, so neither does a stray `.env`; and the same files make the
same bytes on any machine, so they are never built twice.
"""

from __future__ import annotations

import io
import stat
import struct
import subprocess
import tarfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

# Relative to this folder, where Pulumi runs both program and provider: a path of this machine would
# stand in the state, and be a change on the next machine.
WEB = Path("../web")
ARCHIVE = Path("../.local/web.tar.gz")


class SourceError(Exception):
    """`web/` can't be packed."""

    def __init__(self, *, found: str, accepted: str, todo: str) -> None:
        super().__init__(found)
        self.found = found
        self.accepted = accepted
        self.todo = todo


@dataclass(frozen=True, kw_only=True)
class Tree:
    """What git says of `web/`. `files` are relative to it, the other paths to the repository.

    `commit` is the last one that touched `web/`; one elsewhere is no new version.
    """

    commit: str
    files: tuple[str, ...]
    changed: tuple[str, ...]
    untracked: tuple[str, ...]

    @property
    def version(self) -> str:
        """What the dynos see as HEROKU_SLUG_COMMIT; never a commit that was not what was built."""
        return f"{self.commit}-dirty" if self.changed else self.commit


def tracked_tree() -> Tree:
    """Ask git, in three calls. Raises SourceError."""
    files = tuple(sorted(set(_records(_git("ls-files", "-z", "--recurse-submodules", "--", ".")))))
    if not files:
        raise SourceError(
            found="no file that git tracks",
            accepted="a Django app under git",
            todo="git add web && git commit",
        )
    status = [
        (record[:2], record[3:])
        for record in _records(
            _git(
                "status", "--porcelain=v1", "-z", "--no-renames", "--untracked-files=all", "--", "."
            )
        )
    ]
    return Tree(
        commit=_git("log", "-1", "--format=%H", "--", ".").strip(),
        files=files,
        changed=tuple(path for code, path in status if code != "??"),
        untracked=tuple(path for code, path in status if code == "??"),
    )


def write_archive(tree: Tree) -> str:
    """Write the archive where it differs from what is there; its path for the provider."""
    content = _gzip(_tar(tree))
    if not ARCHIVE.exists() or ARCHIVE.read_bytes() != content:
        ARCHIVE.parent.mkdir(mode=0o700, exist_ok=True)
        partial = ARCHIVE.with_suffix(".partial")
        partial.write_bytes(content)
        partial.replace(ARCHIVE)
    return ARCHIVE.as_posix()


def _git(*arguments: str) -> str:
    # No lock: a preview must not stand in the way of a commit that is being made.
    command = ["git", "--no-optional-locks", *arguments]
    try:
        done = subprocess.run(command, cwd=WEB, capture_output=True, text=True, check=False)
    except FileNotFoundError as error:
        missing = "folder web/" if not WEB.exists() else "git on PATH"
        raise SourceError(
            found=f"no {missing}",
            accepted="the folder of the Django app, in a git checkout",
            todo="git clone the project again" if not WEB.exists() else "install git",
        ) from error
    if done.returncode:
        raise SourceError(
            found=f"`git {arguments[0]}` says: {done.stderr.strip()}",
            accepted="a git checkout with a commit, for a build holds what git tracks",
            todo="git init && git add . && git commit, or git clone the project",
        )
    return done.stdout


def _records(output: str) -> Iterator[str]:
    return filter(None, output.split("\0"))


def _tar(tree: Tree) -> bytes:
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name in tree.files:
            _add(archive, name)
    return content.getvalue()


def _add(archive: tarfile.TarFile, name: str) -> None:
    """With no time, no owner, and of the mode only whether it can be run."""
    path = WEB / name
    entry = tarfile.TarInfo(name)
    if path.is_symlink():
        entry.type, entry.linkname = tarfile.SYMTYPE, str(path.readlink())
        archive.addfile(entry)
    elif path.is_file():
        data = path.read_bytes()
        entry.size = len(data)
        entry.mode = 0o755 if path.stat().st_mode & stat.S_IXUSR else 0o644
        archive.addfile(entry, io.BytesIO(data))
    # Neither: deleted in the working tree, which git names as a change.


def _gzip(data: bytes) -> bytes:
    """Stored, not compressed: no two zlibs compress alike, and these bytes are the checksum.

    https://www.rfc-editor.org/rfc/rfc1952 and, for the blocks, rfc1951 section 3.2.4.
    """
    header = b"\x1f\x8b\x08\x00" + bytes(4) + b"\x00\xff"
    size = 0xFFFF
    blocks = [
        struct.pack("<BHH", start + size >= len(data), len(block), len(block) ^ 0xFFFF) + block
        for start in range(0, len(data), size)
        if (block := data[start : start + size])
    ]
    return header + b"".join(blocks) + struct.pack("<LL", zlib.crc32(data), len(data) & 0xFFFFFFFF)
