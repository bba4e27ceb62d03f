"""Source archives: their checksums and, for a folder, the packing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ops.toolchain.heroku.errors import ProviderError


def checksum(path: Path) -> str:
    """`SHA256:<hex>` of a file's bytes, or of a folder's names and contents.

    Raises ProviderError when there is nothing at `path`.
    """
    try:
        digest = _of_folder(path) if path.is_dir() else hashlib.sha256(path.read_bytes())
    except OSError as error:
        raise ProviderError(
            f"The build's source can't be read: {path.absolute()} ({error.strerror})."
        ) from None
    return f"SHA256:{digest.hexdigest()}"


@contextmanager
def packed(path: Path) -> Iterator[Path]:
    """The archive to upload: the file itself, or a folder packed under its own name."""
    if not path.is_dir():
        yield path
        return
    # Most commands of an engine pack nothing, and wait for this process to start.
    import tarfile
    import tempfile

    with tempfile.TemporaryDirectory() as place:
        archive = Path(place, "source.tar.gz")
        with tarfile.open(archive, "w:gz") as tar:
            tar.add(path, arcname=path.resolve().name)
        yield archive


def _of_folder(path: Path) -> hashlib._Hash:
    """Each name, the folder's own in front, then the bytes if it is a file, in order of names.

    The official provider's own scheme; it knows nothing of archives.
    """
    digest = hashlib.sha256()

    def add(each: Path, name: str) -> None:
        digest.update(f"{name}\n".encode())
        if each.is_symlink():
            return
        if each.is_dir():
            for inner in sorted(each.iterdir(), key=lambda inner: inner.name):
                add(inner, f"{name}/{inner.name}")
        elif each.is_file():
            digest.update(each.read_bytes())

    add(path, path.resolve().name)
    return digest
