"""The archive that a build starts from: git-tracked files of the app, reproducible byte for byte.

Nothing that git doesn't track gets in, so neither does a stray `.env`; and the same files make the
same bytes on any machine, so they are never built twice.
"""

from __future__ import annotations

import io
import os
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
PROJECT = Path("..")
ARCHIVE = PROJECT / ".local/web.tar.gz"

# What git tells a hook of the repository that it runs for. Here the folder says which one it is.
OF_A_HOOK = {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_PREFIX"}


class SourceError(Exception):
    """The app can't be packed."""

    def __init__(self, *, found: str, accepted: str, todo: str) -> None:
        super().__init__(found)
        self.found = found
        self.accepted = accepted
        self.todo = todo


@dataclass(frozen=True, kw_only=True)
class Tree:
    """What git says of the app's folder. `files` are relative to it, other paths to the repository.

    `commit` is the last one that touched the app; one elsewhere is no new version.
    """

    folder: Path
    commit: str
    files: tuple[str, ...]
    changed: tuple[str, ...]
    untracked: tuple[str, ...]

    @property
    def version(self) -> str:
        """What the dynos see as HEROKU_SLUG_COMMIT; never a commit that was not what was built."""
        return f"{self.commit}-dirty" if self.changed else self.commit


def label(folder: Path) -> str:
    """The app's folder as messages name it, relative to Pulumi.yaml: `web/`."""
    return f"{folder.relative_to(PROJECT)}/"


def tracked_tree(folder: Path) -> Tree:
    """Ask git, in three calls. Raises SourceError."""

    def git(*arguments: str) -> str:
        return _git(folder, *arguments, "--", ".", *_but_this_project(folder))

    files = tuple(sorted(set(_records(git("ls-files", "-z", "--recurse-submodules")))))
    if not files:
        raise SourceError(
            found="no file that git tracks",
            accepted="a Django app under git",
            todo=f"git add {label(folder)} && git commit",
        )
    status = [
        (record[:2], record[3:])
        for record in _records(
            git("status", "--porcelain=v1", "-z", "--no-renames", "--untracked-files=all")
        )
    ]
    return Tree(
        folder=folder,
        commit=git("log", "-1", "--format=%H", "--no-show-signature").strip(),
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


def _but_this_project(folder: Path) -> list[str]:
    """What deploys an app may stand in a folder of that app; it is no part of what is built."""
    app, project = folder.resolve(), PROJECT.resolve()
    if app in project.parents:
        return [f":(exclude,literal){project.relative_to(app).as_posix()}"]
    return []


def _git(folder: Path, *arguments: str) -> str:
    # No lock: a preview must not stand in the way of a commit that is being made.
    command = ["git", "--no-optional-locks", *arguments]
    env = {name: os.environ[name] for name in os.environ.keys() - OF_A_HOOK}
    try:
        done = subprocess.run(
            command, cwd=folder, env=env, capture_output=True, text=True, check=False
        )
    except (FileNotFoundError, NotADirectoryError) as error:
        missing = "git on PATH" if folder.is_dir() else f"folder {label(folder)}"
        raise SourceError(
            found=f"no {missing}",
            accepted="the folder of the Django app, in a git checkout",
            todo="install git"
            if folder.is_dir()
            else "git clone the project again, or name the folder: appFolder in Pulumi.yaml",
        ) from error
    if done.returncode:
        raise SourceError(
            found=f"`git {arguments[0]}` says: {done.stderr.strip()}",
            accepted="a git checkout with a commit, for a build holds what git tracks",
            todo="what git says; where there is no repository: git init && git add . && git commit",
        )
    return done.stdout


def _records(output: str) -> Iterator[str]:
    return filter(None, output.split("\0"))


def _tar(tree: Tree) -> bytes:
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name in tree.files:
            _add(archive, tree.folder, name)
    return content.getvalue()


def _add(archive: tarfile.TarFile, folder: Path, name: str) -> None:
    """With no time, no owner, and of the mode only whether it can be run."""
    path = folder / name
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
