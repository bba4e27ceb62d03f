"""The log on an app's page: the newest lines, filtered, and then each new one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from localheroku.dashboard.live import News
from localheroku.dashboard.render import plain
from localheroku.dashboard.visit import Visit
from localheroku.runtime.logs import CAPACITY, LogLine

SHOWN = 200
SOURCES = ("app", "heroku")


@dataclass(frozen=True, kw_only=True)
class Log:
    """What is shown, and what could be asked for; empty strings ask for all."""

    lines: list[LogLine]
    source: str
    dyno: str
    sources: tuple[str, ...]
    dynos: list[str]
    after: int


def selected(visit: Visit) -> Log:
    lines = visit.plane.logs.recent(visit.app.id, lines=CAPACITY)
    source, dyno = _filter(visit)
    return Log(
        lines=[line for line in lines if line.matches(source, dyno)][-SHOWN:],
        source=source or "",
        dyno=dyno or "",
        sources=SOURCES,
        dynos=sorted({line.dyno.partition(".")[0] for line in lines} | ({dyno} if dyno else set())),
        after=lines[-1].id if lines else 0,
    )


def news(visit: Visit) -> News:
    """The lines after the one that the browser has seen last."""
    app_id, (source, dyno) = visit.app.id, _filter(visit)
    seen = visit.request.headers.get("last-event-id") or visit.query("after")
    after = int(seen) if seen.isdecimal() and len(seen) < 16 else 0

    def new() -> Iterator[tuple[str, object, int | None]]:
        nonlocal after
        recent = visit.plane.logs.recent(app_id, lines=SHOWN, source=source, dyno=dyno)
        if lines := [line for line in recent if line.id > after]:
            after = lines[-1].id
            yield "log", [_row(line) for line in lines], after

    return new


def _filter(visit: Visit) -> tuple[str | None, str | None]:
    return visit.query("source") or None, visit.query("dyno") or None


def _row(line: LogLine) -> dict[str, str]:
    return {
        "at": line.at.isoformat(timespec="milliseconds"),
        "from": f"{line.source}[{line.dyno}]",
        "text": plain(line.text),
    }
