"""Limits and last days, from the one table `platform.toml`, which `infra/` reads too."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from ops.checkup.finding import Finding, bad, fine, note
from ops.trial import ROOT

FILE = "platform.toml"
SOON = timedelta(days=183)


@dataclass(frozen=True, kw_only=True)
class Table:
    """What the file says. Kinds are `stack`, `python`, `django` and `plan`."""

    content: Mapping[str, Any]

    @classmethod
    def read(cls, root: Path = ROOT) -> Table:
        return cls(content=tomllib.loads((root / FILE).read_text()))

    def ends(self, kind: str, version: str) -> date | None:
        found: date | None = self.content[kind]["ends"].get(version)
        return found

    def connections(self, plan: str) -> int | None:
        """The most that a plan of Heroku Postgres allows at a time."""
        found: int | None = self.content["plan"]["connections"].get(plan)
        return found

    def workers(self, size: str) -> int | None:
        """What WEB_CONCURRENCY is on a dyno of this size, unless a config var says otherwise."""
        found: int | None = self.content["workers"]["of"].get(size)
        return found


def look(table: Table, kind: str, name: str, version: str, where: str, today: date) -> Finding:
    """`name` is what people call it, such as `Python 3.13`."""
    ends, entry = table.ends(kind, version), table.content[kind]
    if ends is None:
        return note(
            f"{name} has no last day in {FILE}",
            where=where,
            mend=f"add a line from {entry['source']}",
        )
    if ends < today:
        return bad(f"{name} ended on {ends}", where=where, mend=entry["mend"])
    if ends - today <= SOON:
        return note(
            f"{name} ends on {ends}, in {(ends - today).days} days", where=where, mend=entry["mend"]
        )
    return fine(f"{name}, until {ends}")
