"""The database connections that the declared dynos can open, against the plan's limit.

The limits and the workers by dyno size are in `platform.toml`, which `ops/` reads too.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

from infra.rules import Process

TABLE = Path(__file__).resolve().parent.parent / "platform.toml"
THREADS = re.compile(r"^threads\s*=\s*(\d+)", re.MULTILINE)
EXTRA = ("release", "console")  # a release command and a `heroku run`, one connection each


def too_many(
    plan: str, processes: Sequence[Process], variables: Mapping[str, str], folder: Path
) -> str:
    """The arithmetic, when it is over the plan's limit; else, or without a known limit, nothing.

    `folder` is the app's.
    """
    table = tomllib.loads(TABLE.read_text())
    limit = table["plan"]["connections"].get(plan)
    workers, threads = table["workers"]["of"], _threads(folder / "gunicorn.conf.py")
    terms = [_term(each, workers, threads, variables) for each in processes if each.quantity]
    total = sum(count for count, _ in terms) + len(EXTRA)
    if limit is None or total <= limit:
        return ""
    words = " + ".join([*(words for _, words in terms), *EXTRA])
    return f"up to {total} database connections, and {plan} allows {limit}: {words}"


def _term(
    process: Process, workers: Mapping[str, int], threads: int, variables: Mapping[str, str]
) -> tuple[int, str]:
    """Other processes than web hold one, unless they know better."""
    if process.type != "web":
        return process.quantity, f"{process.type} {process.quantity}"
    stated = variables.get("WEB_CONCURRENCY", "")
    each = int(stated) if stated.isdecimal() else workers[process.size]
    words = f"web {process.quantity} x {each} workers x {threads} threads"
    return process.quantity * each * threads, words


def _threads(file: Path) -> int:
    found = THREADS.search(file.read_text()) if file.exists() else None
    return int(found[1]) if found else 1
