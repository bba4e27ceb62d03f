"""What a job has left as an artifact: an archive that anyone may have made, read as data.

Nothing is unpacked but files that a report is made from, each of a bounded size.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from io import BytesIO
from pathlib import Path

from ops.errors import OpsError
from ops.events import LARGEST
from ops.stacks import STACK_NAME

MOST = 20  # files
# As GitHub's action packs. Others unpack more from less, and fail in ways of their own.
PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
NAME = re.compile(rf"{STACK_NAME.pattern}\.(events|json)")


def unpack(archive: bytes, folder: Path) -> None:
    """Put its files into an empty folder. Raises OpsError for what no preview has made."""
    try:
        with zipfile.ZipFile(BytesIO(archive)) as found:
            entries = found.infolist()
            if len(entries) > MOST:
                raise OpsError(f"The artifact holds {len(entries)} files; {MOST} are accepted.")
            for entry in entries:
                (folder / _name(entry)).write_bytes(_content(found, entry))
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, OSError, ValueError) as error:
        raise OpsError(f"The artifact is no archive that can be read: {error}") from None


def _name(entry: zipfile.ZipInfo) -> str:
    if not NAME.fullmatch(entry.filename):
        raise OpsError(
            f"The artifact holds {entry.filename!r}; STACK.events and .json are accepted."
        )
    return entry.filename


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """Counted while it is read: what the archive says of its size may be a lie."""
    if entry.compress_type not in PACKED:
        raise OpsError(f"{entry.filename} is packed in a way that no job packs.")
    with archive.open(entry) as file:
        content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise OpsError(f"{entry.filename} has more than {LARGEST >> 20} MiB.")
    return content
