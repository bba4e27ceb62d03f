"""Rendering: templates with everything escaped, times as people say them, text without codes."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.responses import HTMLResponse

from localheroku.model.identity import age

if TYPE_CHECKING:
    from jinja2 import Environment

BASE = "/dashboard"
HERE = Path(__file__).parent

MINUTE, HOUR, DAY = 60, 60 * 60, 24 * 60 * 60
# Colours and cursor movements (ECMA-48), titles, and other control characters but tab and newline.
CODES = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]"
    r"|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)"
    r"|[\x00-\x08\x0b-\x1f\x7f-\x9f]"
)
# They would let a text change the order in which its neighbours are read.
DIRECTIONS = re.compile("[\u202a-\u202e\u2066-\u2069]")


def html(template: str, **facts: object) -> HTMLResponse:
    return HTMLResponse(fragment(template, **facts))


def fragment(template: str, **facts: object) -> str:
    return _environment().get_template(template).render(facts)


def ago(time: str) -> str:
    """`3 minutes ago`. Never seconds: a page that counts them changes all the time."""
    seconds = int(age(time))
    for unit, name in ((DAY, "day"), (HOUR, "hour"), (MINUTE, "minute")):
        if count := seconds // unit:
            return f"{count} {name}{'s' if count > 1 else ''} ago"
    return "just now"


def exact(time: str) -> str:
    return time.replace("T", " ").replace("Z", " UTC")


def dynos(quantity: int | str, size: str) -> str:
    """`2 Basic dynos`."""
    return f"{quantity} {size} dyno{'' if str(quantity) == '1' else 's'}"


def plain(text: str) -> str:
    """What a terminal would show of it."""
    return DIRECTIONS.sub("\ufffd", CODES.sub("", text))


@cache
def _environment() -> Environment:
    # A tenth of a second to import, which only the first page has to wait for.
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {"base": BASE, "dynos": dynos}
    environment.filters |= {"ago": ago, "exact": exact, "plain": plain}
    return environment
