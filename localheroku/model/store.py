"""The store: every record in one SQLite file, written before the answer that acknowledges it."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import fields
from functools import cache
from pathlib import Path
from types import MappingProxyType, NoneType
from typing import Any, ClassVar, Protocol, TypeVar, get_args, get_origin, get_type_hints

from localheroku.model.shortage import DAMAGED, shortage

# `1.sql`, `2.sql` …: the steps from an empty file to today's schema.
SCHEMA = Path(__file__).with_name("schema")
SCHEMA_VERSION = len(list(SCHEMA.glob("*.sql")))
# Clients can ask for any name; no more answers than these are kept of a table, or an app in it.
MAX_KEPT = 1000


class Record(Protocol):
    """A frozen dataclass whose fields are the columns of `TABLE`."""

    TABLE: ClassVar[str]
    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def id(self) -> str: ...


R = TypeVar("R", bound=Record)


class Unreadable(Exception):
    """The file was written by a later version of this program, or is damaged."""


Reader = Callable[[Any], object] | None
Watcher = Callable[[Record | None, Record | None], None]


class Store:
    """Used from the event loop only. Outside `transaction()` every change is committed at once.

    What was read is kept until something changes in that table, of the app that was asked about: a
    list may ask for what belongs to each of its records. Everybody is given the same ones, so what
    is in them can't be changed: mappings are read-only.

    `watcher` is told of each record that came to be, changed or is gone (before and after), at the
    end of the transaction and inside of it: what it writes is committed together with the change.
    """

    watcher: Watcher | None = None

    def __init__(self, file: Path) -> None:
        self._changes: dict[tuple[str, str], tuple[Record | None, Record | None]] = {}
        self._following: list[Callable[[], object]] = []
        self._kept: defaultdict[tuple[str, object], dict[object, list[Any]]] = defaultdict(dict)
        file.touch(mode=0o600)
        self._db = sqlite3.connect(file, isolation_level=None)
        self._check(file)
        # WAL with NORMAL: a killed process loses nothing that was committed, without an fsync each.
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")
        self._db.execute("PRAGMA foreign_keys = ON")
        self._prepare(file)

    def close(self) -> None:
        self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All changes inside, or none. Never await inside: other tasks would write into it."""
        if self._db.in_transaction:
            yield
            return
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._report()
            self._db.execute("COMMIT")  # which a full disk can still refuse
        except BaseException:
            with suppress(sqlite3.OperationalError):  # SQLite has ended it already
                self._db.execute("ROLLBACK")
            self._kept.clear()
            raise
        finally:
            self._changes.clear()
            following, self._following = self._following, []
        for step in following:
            step()

    def afterwards(self, step: Callable[[], object]) -> None:
        """What follows from a change, once that is stored; not at all if it is taken back."""
        if self._db.in_transaction:
            self._following.append(step)
        else:
            step()

    def add(self, record: R) -> R:
        row = _to_row(record)
        names = ", ".join(f'"{name}"' for name in row)
        marks = ", ".join("?" * len(row))
        with self._change(None, record):
            self._db.execute(
                f"INSERT INTO {record.TABLE} ({names}) VALUES ({marks})", tuple(row.values())
            )
        return record

    def put(self, record: R) -> R:
        """Replace the record of the same id. It may be gone meanwhile: then nothing happens."""
        row = _to_row(record)
        changes = ", ".join(f'"{name}" = ?' for name in row)
        if (former := self.first(type(record), id=record.id)) is None:
            return record
        with self._change(former, record):
            self._db.execute(
                f"UPDATE {record.TABLE} SET {changes} WHERE id = ?", (*row.values(), record.id)
            )
        return record

    def remove(self, record: Record) -> None:
        if (former := self.first(type(record), id=record.id)) is None:
            return
        with self._change(former, None):
            self._db.execute(f"DELETE FROM {record.TABLE} WHERE id = ?", (record.id,))

    def all(self, kind: type[R], **equals: object) -> list[R]:
        """Every record whose columns equal these, oldest first."""
        return list(self._select(kind, "ORDER BY rowid", equals))

    def first(self, kind: type[R], **equals: object) -> R | None:
        found = self._select(kind, "ORDER BY rowid LIMIT 1", equals)
        return found[0] if found else None

    def last(self, kind: type[R], by: str, **equals: object) -> R | None:
        """The record with the highest value in the column `by`."""
        found = self._select(kind, f'ORDER BY "{by}" DESC LIMIT 1', equals)
        return found[0] if found else None

    def get(self, kind: type[R], id: str) -> R:
        """The record that must be there; KeyError otherwise."""
        record = self.first(kind, id=id)
        if record is None:
            raise KeyError(f"{kind.TABLE} has no {id}")
        return record

    @contextmanager
    def _change(self, before: Record | None, after: Record | None) -> Iterator[None]:
        record = before or after
        assert record, "a change has one side at least"
        with self.transaction():
            yield
            self._forget(record, gone=after is None)
            first, _ = self._changes.get((record.TABLE, record.id), (before, None))
            self._changes[record.TABLE, record.id] = first, after

    def _forget(self, record: Record, *, gone: bool) -> None:
        if gone:  # with rows of other tables
            self._kept.clear()
        for app_id in (None, getattr(record, "app_id", None)):
            self._kept.pop((record.TABLE, app_id), None)

    def _report(self) -> None:
        for before, after in list(self._changes.values()):
            if self.watcher and before != after:
                self.watcher(before, after)

    def _select(self, kind: type[R], order: str, equals: dict[str, object]) -> list[R]:
        kept, query = self._kept[kind.TABLE, equals.get("app_id")], (order, *equals.items())
        if (found := kept.get(query)) is None:
            if len(kept) >= MAX_KEPT:
                kept.clear()
            where = " AND ".join(f'"{name}" IS ?' for name in equals) or "1"
            rows = self._db.execute(
                f"SELECT {_names(kind)} FROM {kind.TABLE} WHERE {where} {order}",
                tuple(equals.values()),
            )
            found = kept[query] = [_from_row(kind, row) for row in rows]
        return found

    def _check(self, file: Path) -> None:
        """Better not to start than to answer with what is left."""
        try:
            found = self._db.execute("PRAGMA quick_check(1)").fetchone()[0]
        except sqlite3.DatabaseError as error:
            if shortage(error) != DAMAGED:
                raise
            found = str(error)
        if found != "ok":
            self.close()
            raise Unreadable(
                f"{file} is damaged: {' '.join(found.split())}. "
                "Put back a copy of it, or use another data folder."
            )

    def _prepare(self, file: Path) -> None:
        version = self._db.execute("PRAGMA user_version").fetchone()[0]
        if version > SCHEMA_VERSION:
            self.close()
            raise Unreadable(
                f"{file} has schema version {version}; this program knows up to {SCHEMA_VERSION}. "
                "Use the newer program, or another data folder."
            )
        for number in range(version + 1, SCHEMA_VERSION + 1):
            step = (SCHEMA / f"{number}.sql").read_text()
            self._db.executescript(f"BEGIN; {step} PRAGMA user_version = {number}; COMMIT;")


@cache
def _columns(kind: type[Record]) -> dict[str, Reader]:
    """How the value of each field is read."""
    hints = get_type_hints(kind)
    return {field.name: _reader(_members(hints[field.name])) for field in fields(kind)}


@cache
def _names(kind: type[Record]) -> str:
    return ", ".join(f'"{name}"' for name in _columns(kind))


def _members(hint: Any) -> tuple[type, ...]:
    if NoneType in get_args(hint):
        return tuple(get_origin(part) or part for part in get_args(hint) if part is not NoneType)
    return (get_origin(hint) or hint,)


def _to_row(record: Record) -> dict[str, object]:
    row: dict[str, object] = {}
    for name in _columns(type(record)):
        value = getattr(record, name)
        row[name] = json.dumps(value, default=dict) if isinstance(value, Mapping | tuple) else value
    return row


def _from_row(kind: type[R], row: Sequence[Any]) -> R:
    return kind(
        **{
            name: value if read is None or value is None else read(value)
            for (name, read), value in zip(_columns(kind).items(), row, strict=True)
        }
    )


def _reader(types: tuple[type, ...]) -> Reader:
    if tuple in types:
        return lambda text: tuple(json.loads(text))
    if Mapping in types:
        return lambda text: MappingProxyType(json.loads(text))
    return bool if bool in types else None
