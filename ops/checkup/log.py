"""Heroku's own error codes in the end of the app's log, in words.

https://devcenter.heroku.com/articles/error-codes
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from ops.checkup.app import LOG_LINES, App
from ops.checkup.finding import Finding, bad, fine, note

# 2026-11-22T18:10:06.414837+00:00 heroku[router]: at=error code=H10 desc="App crashed"
# 2026-11-22T18:10:06.414837+00:00 heroku[web.1]: Error R14 (Memory quota exceeded)
LINE = re.compile(r"(?P<time>\S+) heroku\[[^\]]+\]: .*?\b(?:code=|Error )(?P<code>[HRL]\d\d)\b")
TRACEBACK = re.compile(r"(?P<time>\S+) app\[[^\]]+\]: .*Traceback \(most recent call last\)")


class Meaning(NamedTuple):
    """In words, and what to do; `is_bad` where visitors or data suffer."""

    text: str
    mend: str
    is_bad: bool = True


LOGS = "read what the app said: {heroku} logs --app {app}"
CODES = {
    "H10": Meaning("the app had crashed, and visitors got an error page", LOGS),
    "H12": Meaning("a page took longer than 30 s", "make it quicker, or do the work in a worker"),
    "H13": Meaning("the app closed a connection without an answer", LOGS),
    "H14": Meaning("no web dyno ran", "{heroku} ps:scale web=1 --app {app}"),
    "H15": Meaning("a connection was silent for 55 s", "send something, or end it", is_bad=False),
    "H18": Meaning("the app broke off while it answered", LOGS),
    "H20": Meaning("no dyno was up within 75 s", LOGS),
    "H27": Meaning("a visitor went away before the answer came", "nothing", is_bad=False),
    "H80": Meaning("maintenance mode was on", "{heroku} maintenance:off --app {app}", is_bad=False),
    "H99": Meaning("the platform itself had a fault", "https://status.heroku.com"),
    "R10": Meaning("a web dyno did not bind $PORT within 60 s", LOGS),
    "R12": Meaning("a dyno had to be killed: it did not end within 30 s", LOGS, is_bad=False),
    "R13": Meaning("a one-off dyno could not be attached to", "try again", is_bad=False),
    "R14": Meaning(
        "a dyno had more memory than its size allows, and was slow",
        "set WEB_CONCURRENCY lower, or a larger size in the stack's processes",
    ),
    "R15": Meaning(
        "a dyno was killed for taking twice the memory of its size",
        "set WEB_CONCURRENCY lower, or a larger size in the stack's processes",
    ),
    "R99": Meaning("the platform itself had a fault", "https://status.heroku.com"),
    "L10": Meaning("log lines were lost, for there were too many", "log less", is_bad=False),
}
OTHER = Meaning("an error of the platform", "https://devcenter.heroku.com/articles/error-codes")


def check_codes(app: App) -> Iterator[Finding]:
    """Since the running release began: what came before has been deployed over."""
    matches = [match for line in app.log if (match := LINE.match(line))]
    recent = [match for match in matches if is_since(match["time"], app.released_at)]
    last = {match["code"]: match["time"] for match in recent}
    for code, count in Counter(match["code"] for match in recent).most_common():
        meaning = CODES.get(code, OTHER)
        yield (bad if meaning.is_bad else note)(
            f"{code}: {meaning.text}{_times(count)}",
            where=f"the log's last {LOG_LINES} lines, at {last[code][:19]}",
            mend=meaning.mend.format(heroku=app.hands.cli, app=app.name),
        )
    if not recent:
        yield fine(f"no error of the platform's in the log's last {len(app.log)} lines")


def check_tracebacks(app: App) -> Iterator[Finding]:
    """That there are some; what they say may be somebody's secret."""
    found = [match["time"] for line in app.log if (match := TRACEBACK.match(line))]
    recent = [time for time in found if is_since(time, app.released_at)]
    if recent:
        yield note(
            f"The app wrote a traceback{_times(len(recent))}",
            where=f"the log's last {LOG_LINES} lines, at {recent[-1][:19]}",
            mend=f"{app.hands.cli} logs --app {app.name}",
        )


CHECKS = (check_codes, check_tracebacks)


def is_since(time: str, beginning: str) -> bool:
    """Both in UTC and of one form, to the second."""
    return time[:19] >= beginning[:19]


def _times(count: int) -> str:
    return f" ({count} times)" if count > 1 else ""
