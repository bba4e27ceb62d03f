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
# `field ]first..last` with any of the parts left out; a bracket excludes the value itself.
SPAN = re.compile(
    r"(?P<field>\w+)?\s*(?P<after>\]?)(?P<first>[^\s;,]*?)\.\.(?P<last>[^\s;,\[]*)\[?"
)


@dataclass(frozen=True, kw_only=True)
class Range:
    field: str
    first: str = ""
    last: str = ""
    after: bool = False
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
    part, more = matching[: wanted.size], len(matching) > wanted.size
    headers = {"Accept-Ranges": ", ".join(fields)}
    if part:
        first, last = (getattr(record, wanted.field) for record in (part[0], part[-1]))
        headers["Content-Range"] = f"{wanted.field} {first}..{last}"
    if more:
        headers["Next-Range"] = _next(wanted, part[-1])
    return reply([body(record) for record in part], 206 if more else 200, headers)


def parse(header: str, fields: Sequence[str]) -> Range:
    """Leniently: parts in any order, `,` or `;` between them; an empty header asks for all."""
    options = dict(re.findall(r"(max|order)\s*=\s*(\w+)", header))
    span = SPAN.search(header)
    field = (span and span["field"]) or fields[0]
    size = options.get("max", str(DEFAULT_SIZE))
    if field not in fields or not size.isdecimal() or not 1 <= int(size) <= MAX_SIZE:
        raise RangeNotSatisfiable(
            f"Range {header!r} is not accepted: "
            f"fields {', '.join(fields)}; max from 1 to {MAX_SIZE}."
        )
    return Range(
        field=field,
        first=span["first"] if span else "",
        last=span["last"] if span else "",
        after=bool(span and span["after"]),
        size=int(size),
        descending=options.get("order") == "desc",
    )


def _ordered(records: Sequence[T], wanted: Range) -> list[T]:
    key = attrgetter(wanted.field)
    found = sorted(records, key=key, reverse=wanted.descending)
    return [record for record in found if _is_within(key(record), wanted)]


def _is_within(value: Any, wanted: Range) -> bool:
    first, last = _typed(wanted.first, value), _typed(wanted.last, value)
    low, high = (last, first) if wanted.descending else (first, last)
    if wanted.after and value == first:
        return False
    return (low is None or low <= value) and (high is None or value <= high)


def _typed(bound: str, like: Any) -> Any:
    """A bound in the type of the field, or None if it is open."""
    if not bound:
        return None
    if not isinstance(like, int):
        return bound
    if not bound.isdecimal():
        raise RangeNotSatisfiable(f"Range bound {bound!r} is not a number.")
    return int(bound)


def _next(wanted: Range, last: object) -> str:
    order = ", order=desc" if wanted.descending else ""
    return f"{wanted.field} ]{getattr(last, wanted.field)}..{wanted.last}; max={wanted.size}{order}"
