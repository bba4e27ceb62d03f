"""Lists in pieces: Heroku's `Range: version ..; max=10, order=desc` (https://devcenter.heroku.com/articles/platform-api-reference#ranges)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, TypeVar

from starlette.requests import Request
from starlette.responses import Response

from localheroku.api.wire import reply
from localheroku.control.errors import RangeNotSatisfiable

T = TypeVar("T")

DEFAULT_SIZE = 200
MAX_SIZE = 1000
# `field first..last`; `]first` and `last[` leave the value itself out. Any part may be missing.
SPAN = re.compile(
    r"(?P<field>\w*)\s*(?P<after>\]?)(?P<first>[^\s\[\]]*?)\.\.(?P<last>[^\s\[\]]*)(?P<before>\[?)"
)
OPTION = re.compile(r"(?P<name>max|order)\s*=\s*(?P<value>\d{1,6}|asc|desc)", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class Range:
    """`after` leaves `first` itself out, `before` leaves out `last`."""

    field: str
    first: str = ""
    last: str = ""
    after: bool = False
    before: bool = False
    size: int = DEFAULT_SIZE
    descending: bool = False


def page(
    request: Request, records: Sequence[T], body: Callable[[T], object], *fields: str
) -> Response:
    """The part of a list that is asked for, sorted by one of `fields`; by default the first.

    206 and `Next-Range` only when more remains: the CLI follows that header as long as it comes.
    """
    wanted = parse(request.headers.get("range", ""), fields)
    matching = _ordered(records, wanted)
    part = _cut(matching, wanted)
    more = len(matching) > len(part)
    headers = {"Accept-Ranges": ", ".join(fields)}
    if part:
        first, last = (getattr(record, wanted.field) for record in (part[0], part[-1]))
        headers["Content-Range"] = f"{wanted.field} {first}..{last}"
    if more:
        headers["Next-Range"] = _next(wanted, part[-1])
    return reply([body(record) for record in part], 206 if more else 200, headers)


def parse(header: str, fields: Sequence[str]) -> Range:
    """Leniently: parts in any order, `,` or `;` between them; an empty header asks for all."""
    span, options = None, {}
    for part in filter(None, (one.strip() for one in re.split("[;,]", header))):
        if option := OPTION.fullmatch(part):
            options[option["name"]] = option["value"]
        elif span or not (span := SPAN.fullmatch(part)):
            raise _refusal(header, fields)
    size, order = options.get("max", str(DEFAULT_SIZE)), options.get("order", "asc")
    field = (span and span["field"]) or fields[0]
    if field not in fields or not _is_size(size) or order not in ("asc", "desc"):
        raise _refusal(header, fields)
    bounds = span.groupdict() if span else {"first": "", "last": "", "after": "", "before": ""}
    return Range(
        field=field,
        first=bounds["first"],
        last=bounds["last"],
        after=bool(bounds["after"]),
        before=bool(bounds["before"]),
        size=int(size),
        descending=order == "desc",
    )


def _refusal(header: str, fields: Sequence[str]) -> RangeNotSatisfiable:
    return RangeNotSatisfiable(
        f"Range {header!r} is not accepted: it must be like 'field ]first..last[; max=10, "
        f"order=desc'; fields {', '.join(fields)}; max from 1 to {MAX_SIZE}."
    )


def _is_size(text: str) -> bool:
    return text.isdecimal() and 1 <= int(text) <= MAX_SIZE


def _ordered(records: Sequence[T], wanted: Range) -> list[T]:
    key = attrgetter(wanted.field)
    found = sorted(records, key=key, reverse=wanted.descending)
    if not (wanted.first or wanted.last):
        return found
    return [record for record in found if _is_within(key(record), wanted)]


def _is_within(value: Any, wanted: Range) -> bool:
    first, last = _typed(wanted.first, value), _typed(wanted.last, value)
    low, high = (last, first) if wanted.descending else (first, last)
    if (wanted.after and value == first) or (wanted.before and value == last):
        return False
    return (low is None or low <= value) and (high is None or value <= high)


def _typed(bound: str, like: Any) -> Any:
    """A bound in the type of the field, or None if it is open."""
    if not bound:
        return None
    if not isinstance(like, int):
        return bound
    if not bound.isdecimal() or len(bound) > 18:
        raise RangeNotSatisfiable(f"Range bound {bound[:20]!r} is not a number.")
    return int(bound)


def _cut(matching: list[T], wanted: Range) -> list[T]:
    """The first `size`, and all that share the last one's value: a next page begins after that."""
    key = attrgetter(wanted.field)
    size = wanted.size
    while 0 < size < len(matching) and key(matching[size]) == key(matching[size - 1]):
        size += 1
    return matching[:size]


def _next(wanted: Range, last: object) -> str:
    """The header that asks for what comes after `last`."""
    order = ", order=desc" if wanted.descending else ""
    end = wanted.last + ("[" if wanted.before else "")
    return f"{wanted.field} ]{getattr(last, wanted.field)}..{end}; max={wanted.size}{order}"
