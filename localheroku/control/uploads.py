"""Uploads: a body saved as a file, all of it or nothing."""

from __future__ import annotations

import hashlib
import os
from collections.abc import AsyncIterator
from pathlib import Path

from localheroku.control.errors import TooLarge
from localheroku.model.identity import new_token

MAX_BYTES = 1 << 30


async def save(chunks: AsyncIterator[bytes], file: Path) -> None:
    """Readable for this user only; a later upload replaces an earlier one."""
    draft = file.with_name(f"{file.name}.{new_token()[:8]}.draft")
    size = 0
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
            async for chunk in chunks:
                size += len(chunk)
                if size > MAX_BYTES:
                    raise TooLarge(f"The archive is larger than the {MAX_BYTES} bytes accepted.")
                opened.write(chunk)
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)


def sha256(file: Path) -> str:
    """In the spelling of a `checksum` in Heroku's API."""
    with file.open("rb") as opened:
        return f"sha256:{hashlib.file_digest(opened, 'sha256').hexdigest()}"
