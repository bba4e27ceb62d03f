"""The store alone: what goes in comes out, and a transaction is all or nothing."""

from __future__ import annotations

import resource
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from localheroku.model.app import App
from localheroku.model.domain import Domain
from localheroku.model.identity import new_id
from localheroku.model.store import SCHEMA, SCHEMA_VERSION, Store, Unreadable

TIME = "2024-01-01T00:00:00Z"
APP = App(
    id=new_id(),
    name="kept",
    region="us",
    stack="heroku-26",
    build_stack="heroku-26",
    created_at=TIME,
    updated_at=TIME,
    acm=True,
    buildpacks=("heroku/python",),
    config_vars={"A": "ä"},
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "store.sqlite3"


@pytest.fixture
def store(file: Path) -> Iterator[Store]:
    store = Store(file)
    yield store
    store.close()


def test_a_record_comes_back_as_it_was(store: Store) -> None:
    store.add(APP)

    assert store.get(App, APP.id) == APP


def test_it_is_there_for_another_reader_at_once(store: Store, file: Path) -> None:
    store.add(APP)
    reader = Store(file)
    found = reader.all(App)
    reader.close()

    assert found == [APP]


def test_a_record_is_replaced(store: Store) -> None:
    store.add(APP)
    store.put(replace(APP, name="renamed"))

    assert [app.name for app in store.all(App)] == ["renamed"]


def test_what_is_gone_is_not_put_back(store: Store) -> None:
    store.put(APP)

    assert store.all(App) == []


def test_an_error_takes_back_the_whole_transaction(store: Store) -> None:
    def add_twice() -> None:
        with store.transaction():
            store.add(APP)
            store.add(replace(APP, id=new_id()))

    with pytest.raises(sqlite3.IntegrityError):
        add_twice()

    assert store.all(App) == []


def test_an_inner_transaction_is_part_of_the_outer_one(store: Store) -> None:
    def add_and_break() -> None:
        with store.transaction():
            with store.transaction():
                store.add(APP)
            store.get(App, "missing")

    with pytest.raises(KeyError):
        add_and_break()

    assert store.all(App) == []


def test_what_belongs_to_an_app_goes_with_it(store: Store) -> None:
    store.add(APP)
    store.add(
        Domain(id=new_id(), app_id=APP.id, hostname="a.com", created_at=TIME, updated_at=TIME)
    )
    store.remove(APP)

    assert store.all(Domain) == []


def test_a_list_is_new_after_every_change(store: Store) -> None:
    found = [store.all(App)]
    store.add(APP)
    found.append(store.all(App))
    store.remove(APP)

    assert [*found, store.all(App)] == [[], [APP], []]


def test_a_list_of_an_app_is_new_when_it_is_gone(store: Store) -> None:
    store.add(APP)
    store.add(
        Domain(id=new_id(), app_id=APP.id, hostname="a.com", created_at=TIME, updated_at=TIME)
    )
    before = store.all(Domain, app_id=APP.id)
    store.remove(APP)

    assert len(before) == 1
    assert store.all(Domain, app_id=APP.id) == []


def test_what_was_read_in_a_transaction_that_failed_was_never_there(store: Store) -> None:
    def add_read_and_break() -> None:
        with store.transaction():
            store.add(APP)
            assert store.get(App, APP.id)
            store.get(App, "missing")

    with pytest.raises(KeyError):
        add_read_and_break()

    assert store.first(App, id=APP.id) is None


def test_a_list_belongs_to_whom_it_was_given(store: Store) -> None:
    store.add(APP)
    store.all(App).clear()

    assert store.all(App) == [APP]


def test_what_is_in_a_record_can_t_be_changed(store: Store) -> None:
    store.add(APP)
    shared: Any = store.get(App, APP.id).config_vars

    with pytest.raises(TypeError):
        shared["A"] = "changed for everybody"


def test_the_last_is_by_value_not_by_age(store: Store) -> None:
    for name in ("b", "c", "a"):
        store.add(replace(APP, id=new_id(), name=name))
    last = store.last(App, "name")

    assert last
    assert last.name == "c"


def test_secrets_are_not_in_a_record_s_text() -> None:
    assert "ä" not in repr(APP)


@contextmanager
def no_room() -> Iterator[None]:
    """No file can grow beyond what the store has."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_what_could_not_be_written_was_never_there(store: Store, file: Path) -> None:
    store.add(APP)
    with no_room(), suppress(sqlite3.OperationalError):
        store.put(replace(APP, name="renamed"))
    reader = Store(file)
    found = [reader.all(App), store.all(App)]
    reader.close()

    assert found == [[APP], [APP]]


def test_after_a_write_that_failed_the_next_one_is_kept(store: Store, file: Path) -> None:
    store.add(APP)
    with no_room(), suppress(sqlite3.OperationalError):
        store.put(replace(APP, name="lost"))
    store.put(replace(APP, name="renamed"))
    reader = Store(file)
    found = reader.get(App, APP.id)
    reader.close()

    assert found.name == "renamed"


def test_what_follows_from_a_change_waits_for_the_end_of_the_transaction(store: Store) -> None:
    seen: list[str] = []
    with store.transaction():
        store.add(APP)
        store.afterwards(lambda: seen.append("followed"))
        seen.append("in it")

    assert seen == ["in it", "followed"]


def test_nothing_follows_from_a_change_that_was_taken_back(store: Store) -> None:
    seen: list[str] = []
    with suppress(KeyError), store.transaction():
        store.afterwards(lambda: seen.append("followed"))
        store.get(App, "missing")
    store.add(APP)

    assert seen == []


@pytest.mark.parametrize("where", [0, 4096])
def test_a_damaged_file_is_refused(store: Store, file: Path, where: int) -> None:
    store.close()
    with file.open("r+b") as opened:
        opened.seek(where)
        opened.write(b"x" * 4096)

    with pytest.raises(Unreadable, match=r"is damaged: .*\. Put back a copy of it"):
        Store(file)


def test_a_file_of_the_first_version_is_brought_up_to_date(file: Path) -> None:
    with sqlite3.connect(file) as database:
        database.executescript(f"{(SCHEMA / '1.sql').read_text()} PRAGMA user_version = 1;")
    database.close()
    store = Store(file)
    store.add(APP)
    found = store.all(App)
    store.close()

    assert found == [APP]


def test_a_file_of_a_later_version_is_refused(store: Store, file: Path) -> None:
    with sqlite3.connect(file) as database:
        database.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    database.close()

    with pytest.raises(Unreadable, match="Use the newer program, or another data folder"):
        Store(file)


@pytest.fixture
def changes(store: Store) -> list[tuple[object, object]]:
    """What the store tells of, while it happens."""
    told: list[tuple[object, object]] = []
    store.watcher = lambda before, after: told.append((before, after))
    return told


def test_a_watcher_is_told_what_was_and_what_is(
    store: Store, changes: list[tuple[object, object]]
) -> None:
    renamed = replace(APP, name="renamed")
    store.add(APP)
    store.put(renamed)
    store.remove(renamed)

    assert changes == [(None, APP), (APP, renamed), (renamed, None)]


def test_a_watcher_is_told_of_a_transaction_as_of_one_change(
    store: Store, changes: list[tuple[object, object]]
) -> None:
    renamed = replace(APP, name="renamed")
    with store.transaction():
        store.add(APP)
        store.put(renamed)

    assert changes == [(None, renamed)]


def test_a_watcher_is_told_nothing_of_what_did_not_happen(
    store: Store, changes: list[tuple[object, object]]
) -> None:
    store.put(APP)
    store.remove(APP)
    with suppress(KeyError), store.transaction():
        store.add(APP)
        store.get(App, "another")

    assert changes == []


def test_what_a_watcher_writes_is_committed_with_the_change(store: Store, file: Path) -> None:
    domain = Domain(
        id=new_id(), app_id=APP.id, hostname="a.example.com", created_at=TIME, updated_at=TIME
    )

    def write(before: object, after: object) -> None:
        store.add(domain)

    store.watcher = write
    store.add(APP)

    assert store.all(Domain) == [domain]
