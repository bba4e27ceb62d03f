"""Formations: how many dynos of which size, within Heroku's limits.

https://devcenter.heroku.com/articles/limits#dynos
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from localheroku.control.catalogue import find_dyno_size
from localheroku.control.errors import InvalidParams
from localheroku.control.lookup import required
from localheroku.model.app import App
from localheroku.model.build import Slug
from localheroku.model.dyno_sizes import (
    DEFAULT_DYNO_SIZE,
    MAX_DYNOS_PER_APP,
    MAX_ECO_DYNOS_PER_APP,
    DynoSize,
)
from localheroku.model.formation import RELEASE_TYPE, WEB_TYPE, Formation
from localheroku.model.identity import new_id, now
from localheroku.model.store import Store

QUANTITY = re.compile(r"([+-]?)(\d{1,6})", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class Scale:
    """One wish: `quantity` is a number, or the CLI's `"2"`, `"+1"`, `"-1"`; None leaves it."""

    type: str
    quantity: int | str | None = None
    size: str | None = None


class Formations:
    """`changed` brings the app's dynos in line with the new formation."""

    def __init__(self, store: Store, changed: Callable[[App], None]) -> None:
        self._store = store
        self._changed = changed

    def of(self, app: App) -> list[Formation]:
        return self._store.all(Formation, app_id=app.id)

    def tier(self, app: App) -> str:
        """`basic`, `standard` …: what the CLI reads as `process_tier`."""
        row = self._store.first(Formation, app_id=app.id)
        return find_dyno_size(row.size if row else DEFAULT_DYNO_SIZE).tier

    def find(self, app: App, id_or_type: str) -> Formation:
        meant = (one for one in self.of(app) if id_or_type in (one.id, one.type))
        return required(next(meant, None), "process type", id_or_type, resource="formation")

    def adopt(self, app: App, slug: Slug) -> None:
        """Give every process type of a slug its row. Rows of gone types stay, and so do ids."""
        rows = {formation.type: formation for formation in self.of(app)}
        first = not rows
        for type_, command in slug.process_types.items():
            if row := rows.get(type_):
                self._store.put(replace(row, command=command))
            else:
                self._store.add(self._row(app, type_, command, first, list(rows.values())))

    def scale(self, app: App, wishes: Sequence[Scale]) -> list[Formation]:
        """All wishes together or none; the answer is the whole formation."""
        rows = {formation.type: formation for formation in self.of(app)}
        for wish in wishes:
            row = self.find(app, wish.type)
            rows[row.type] = _scaled(rows[row.type], wish)
        wished = {wish.type for wish in wishes}
        wanted = _move_idle_rows(list(rows.values()), wished)
        _check([row for row in wanted if row.quantity or row.type in wished])
        self._save(app, wanted)
        return self.of(app)

    def _save(self, app: App, wanted: list[Formation]) -> None:
        changed = [row for row in wanted if row not in self.of(app)]
        with self._store.transaction():
            for row in changed:
                self._store.put(replace(row, updated_at=now()))
        if changed:
            self._changed(app)

    @staticmethod
    def _row(app: App, type_: str, command: str, first: bool, others: list[Formation]) -> Formation:
        return Formation(
            id=new_id(),
            app_id=app.id,
            type=type_,
            command=command,
            quantity=1 if first and type_ == WEB_TYPE else 0,
            # A new type joins the tier that the app is on.
            size=others[0].size if others else DEFAULT_DYNO_SIZE,
            created_at=now(),
            updated_at=now(),
        )


def _scaled(row: Formation, wish: Scale) -> Formation:
    size = find_dyno_size(wish.size).name if wish.size else row.size
    return replace(row, size=size, quantity=_quantity(row, wish.quantity))


def _quantity(row: Formation, wish: int | str | None) -> int:
    if wish is None:
        return row.quantity
    match = QUANTITY.fullmatch(str(wish))
    if match is None:
        raise InvalidParams(
            f"Quantity {wish!r} of {row.type} is not accepted: a whole number from 0 to "
            f'{MAX_DYNOS_PER_APP}, or a change such as "+1".'
        )
    sign, number = match[1], int(match[2])
    if isinstance(wish, str) and sign:
        return max(0, row.quantity + int(sign + "1") * number)
    if sign == "-":
        raise InvalidParams(f"Quantity {wish} of {row.type} is not accepted: it must be 0 or more.")
    return number


def _move_idle_rows(rows: list[Formation], wished: set[str]) -> list[Formation]:
    """Types without dynos follow the tier of those that run: Heroku moves an app as a whole."""
    leader = next((row for row in rows if row.quantity), None)
    if leader is None:
        return rows
    return [
        row
        if row.quantity or row.type in wished or _fits(row, leader)
        else replace(row, size=leader.size)
        for row in rows
    ]


def _fits(row: Formation, other: Formation) -> bool:
    one, two = _size(row), _size(other)
    return one.tier == two.tier or not (one.exclusive or two.exclusive)


def _check(rows: list[Formation]) -> None:
    for row in rows:
        _check_quantity(row)
    if not all(_fits(rows[0], row) for row in rows):
        mix = ", ".join(f"{row.type}: {row.size}" for row in rows)
        raise InvalidParams(
            f"Cannot mix Eco or Basic dynos with other sizes in one app ({mix}); "
            "change all process types together."
        )
    _check_total(rows)


def _check_quantity(row: Formation) -> None:
    if row.type == RELEASE_TYPE and row.quantity:
        raise InvalidParams("Cannot scale release: it runs once per release, never as a dyno.")
    limit = _size(row).max_quantity
    if row.quantity > limit:
        raise InvalidParams(
            f"Cannot update to more than {limit} {row.size} size dynos per process type."
        )


def _check_total(rows: list[Formation]) -> None:
    total = sum(row.quantity for row in rows)
    eco = any(_size(row).tier == "eco" for row in rows)
    limit = MAX_ECO_DYNOS_PER_APP if eco else MAX_DYNOS_PER_APP
    if total > limit:
        raise InvalidParams(f"Cannot run {total} dynos: an app may run {limit} at this size.")


def _size(row: Formation) -> DynoSize:
    return find_dyno_size(row.size)
