"""Lookups: what a client has named, or Heroku's sentence that it couldn't be found."""

from __future__ import annotations

from typing import TypeVar

from localheroku.control.errors import NotFound
from localheroku.model.store import Record, Store

T = TypeVar("T")
R = TypeVar("R", bound=Record)


def required(found: T | None, noun: str, sought: str = "", *, resource: str = "") -> T:
    """Raises NotFound. `sought` is left out of it where it may be a secret; `resource` is what the
    CLI reads, the noun unless told otherwise.
    """
    if found is None:
        raise NotFound(
            f"Couldn't find that {noun}{f' ({sought})' if sought else ''}.",
            resource=resource or noun.replace(" ", "_"),
        )
    return found


def by_id_or_name(store: Store, kind: type[R], sought: str) -> R | None:
    return store.first(kind, id=sought) or store.first(kind, name=sought)
