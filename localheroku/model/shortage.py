"""What this machine lacks when it refuses something: told in a sentence, and known from a fault."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
from collections.abc import Collection

FULL = "This machine's disk is full. Free some space, then try again."
FAILING = "This machine's disk fails, or is full. See to it, then try again."
CLOSED = "The data folder can't be written to. Make it writable for this user, then try again."
FILES = "The platform has too many files and connections open. Close some, or raise `ulimit -n`."
PROCESSES = "This machine has no room for another process. End some, or raise `ulimit -u`."
DAMAGED = (
    "The platform's store is damaged. Stop the platform, put back a copy of platform.sqlite3, "
    "or begin anew in another data folder."
)
SYSTEM = {
    errno.ENOSPC: FULL,
    errno.EDQUOT: FULL,
    errno.EFBIG: FULL,
    errno.EROFS: CLOSED,
    errno.EACCES: CLOSED,
    errno.EMFILE: FILES,
    errno.ENFILE: FILES,
    errno.EAGAIN: PROCESSES,
    errno.ENOMEM: PROCESSES,
}
# https://sqlite.org/rescode.html#primary_result_code_list
STORE = {
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_IOERR: FAILING,
    sqlite3.SQLITE_READONLY: CLOSED,
    sqlite3.SQLITE_CANTOPEN: CLOSED,
    sqlite3.SQLITE_CORRUPT: DAMAGED,
    sqlite3.SQLITE_NOTADB: DAMAGED,
}

# What is to be looked at for a shortage.
SUSPECTS = (OSError, sqlite3.Error, RuntimeError)


def shortage(error: BaseException) -> str | None:
    """What to do about it; None for what is no shortage but somebody's fault."""
    if isinstance(error, shutil.Error):  # of a whole tree: the numbers are gone, the texts are left
        return _first_named(str(error), SYSTEM)
    if isinstance(error, OSError):
        return SYSTEM.get(error.errno or 0)
    if isinstance(error, sqlite3.Error):
        return STORE.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
    if isinstance(error, RuntimeError) and "can't start new thread" in str(error):
        return PROCESSES
    return None


def reason(error: BaseException) -> str:
    """The shortage, or the error in its own words."""
    return shortage(error) or str(error)


def _first_named(text: str, numbers: Collection[int]) -> str | None:
    return next((SYSTEM[number] for number in numbers if os.strerror(number) in text), None)
