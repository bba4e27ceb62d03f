"""What the machine lacks is known from the program's own faults."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3

import pytest

from localheroku.model.shortage import CLOSED, FILES, FULL, PROCESSES, reason, shortage


def of_the_system(number: int) -> OSError:
    return OSError(number, os.strerror(number))


def of_a_tree(number: int) -> shutil.Error:
    """As copytree raises it."""
    return shutil.Error([("from", "to", str(of_the_system(number)))])


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (of_the_system(errno.ENOSPC), FULL),
        (of_the_system(errno.EDQUOT), FULL),
        (of_the_system(errno.EROFS), CLOSED),
        (of_the_system(errno.EMFILE), FILES),
        (of_the_system(errno.EAGAIN), PROCESSES),
        (of_a_tree(errno.ENOSPC), FULL),
        (RuntimeError("can't start new thread"), PROCESSES),
    ],
)
def test_a_shortage_is_told_in_a_sentence(error: Exception, sentence: str) -> None:
    assert shortage(error) == sentence


@pytest.mark.parametrize(
    "error",
    [
        of_the_system(errno.ENOENT),
        of_a_tree(errno.ENOENT),
        RuntimeError("deque mutated"),
        KeyError("x"),
    ],
)
def test_a_fault_is_no_shortage(error: Exception) -> None:
    assert shortage(error) is None
    assert reason(error) == str(error)


def test_a_store_that_is_full_is_a_full_disk() -> None:
    database = sqlite3.connect(":memory:")
    database.execute("PRAGMA max_page_count = 1")
    with pytest.raises(sqlite3.OperationalError) as caught:
        database.execute("CREATE TABLE a (b)")
    database.close()

    assert shortage(caught.value) == FULL
