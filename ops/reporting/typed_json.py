"""Dataclasses from JSON that nobody vouches for: what doesn't have the declared shape is refused.

Fields are text, numbers, flags, other dataclasses, or tuples of these; a default makes one
optional.
"""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from types import NoneType, UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from ops.events import WrongShape

T = TypeVar("T")

MOST = 1000  # entries of a list
LONGEST = 200_000  # characters of a text; longer ones are cut
LARGEST = 10**15


def read(kind: type[T], text: str) -> T:
    """Raises WrongShape."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise WrongShape(f"no JSON that can be read: {error}") from None
    found: T = _read(kind, value, kind.__name__)
    return found


def _read(kind: Any, value: Any, where: str) -> Any:
    if get_origin(kind) is UnionType:
        (kind,) = (one for one in get_args(kind) if one is not NoneType)
        return None if value is None else _read(kind, value, where)
    if get_origin(kind) is tuple:
        return tuple(_read(get_args(kind)[0], each, where) for each in _list(value, where))
    if is_dataclass(kind):
        return _record(kind, value, where)
    if kind is float and type(value) is int and abs(value) < LARGEST:
        return float(value)
    if type(value) is not kind:
        raise WrongShape(f"{where} is no {kind.__name__}")
    return value[:LONGEST] if kind is str else value


def _list(value: Any, where: str) -> list[Any]:
    if not isinstance(value, list) or len(value) > MOST:
        raise WrongShape(f"{where} is no list of at most {MOST}")
    return value


def _record(kind: Any, value: Any, where: str) -> Any:
    hints = get_type_hints(kind)
    if not isinstance(value, dict) or not value.keys() <= hints.keys():
        raise WrongShape(f"{where} has other fields than {', '.join(hints)}")
    known = {name: _read(hints[name], value[name], f"{where}.{name}") for name in value}
    try:
        return kind(**known)
    except TypeError:  # a field without a default is missing
        needed = ", ".join(field.name for field in fields(kind))
        raise WrongShape(f"{where} lacks one of {needed}") from None
