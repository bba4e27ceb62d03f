"""Finds what a request names in the catalogue, or says what there is to choose from."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Protocol, TypeVar

from localheroku.control.errors import InvalidParams, NotFound
from localheroku.model.catalogue import FEATURES, REGIONS, STACKS, Feature, Region, Stack
from localheroku.model.dyno_sizes import DYNO_SIZES, DynoSize, dyno_size
from localheroku.model.plans import PLANS, SERVICES, Plan, Service, plan


class Entry(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...


E = TypeVar("E", bound=Entry)


@lru_cache(1000)  # of every app in a list
def find_region(id_or_name: str) -> Region:
    return _find("region", REGIONS, id_or_name)


@lru_cache(1000)
def find_stack(id_or_name: str) -> Stack:
    return _find("stack", STACKS, id_or_name)


def find_feature(id_or_name: str) -> Feature:
    return _find("app feature", FEATURES, id_or_name)


def find_service(id_or_name: str) -> Service:
    return _find("add-on service", SERVICES, id_or_name)


def find_plan(id_or_name: str) -> Plan:
    found = plan(id_or_name)
    if found is None:
        raise NotFound(
            f"Couldn't find either the add-on service or the add-on plan of {id_or_name!r}; "
            f"offered here: {_names(PLANS)}."
        )
    return found


def show_dyno_size(id_or_name: str) -> DynoSize:
    """For a path, where an unknown one is not found; in a body it is refused."""
    return dyno_size(id_or_name) or _find("dyno size", DYNO_SIZES, id_or_name)


def find_dyno_size(id_or_name: str) -> DynoSize:
    found = dyno_size(id_or_name)
    if found is None:
        raise InvalidParams(f"No such size as {id_or_name}. Accepted: {_names(DYNO_SIZES)}.")
    return found


def _find(noun: str, entries: Sequence[E], id_or_name: str) -> E:
    for entry in entries:
        if id_or_name in (entry.id, entry.name):
            return entry
    raise NotFound(
        f"Couldn't find that {noun} ({id_or_name}); accepted: {_names(entries)}.",
        resource=noun.replace(" ", "_"),
    )


def _names(entries: Sequence[Entry]) -> str:
    return ", ".join(entry.name for entry in entries)
