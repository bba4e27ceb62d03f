"""Static files answered before Django answer as the middleware does."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import Any

import pytest

from tests.web import both_ways
from tests.web.source import CONFIG_VARS, run

REQUESTS: list[tuple[str, dict[str, str]]] = [
    ("200 OK", {}),
    ("200 OK", {"HTTP_ACCEPT_ENCODING": "gzip, br"}),
    ("200 OK", {"REQUEST_METHOD": "HEAD"}),
    ("405 Method Not Allowed", {"REQUEST_METHOD": "POST"}),
    ("206 Partial Content", {"HTTP_RANGE": "bytes=0-9"}),
    ("304 Not Modified", {"HTTP_IF_MODIFIED_SINCE": "Fri, 01 Jan 2100 00:00:00 GMT"}),
]


@pytest.fixture(scope="module")
def answers(slug: Path) -> list[Any]:
    """For each request the answer before Django and the answer through it."""
    environs = shlex.quote(json.dumps([environ for _, environ in REQUESTS]))
    command = f"python {both_ways.__file__} {environs}"
    quiet = {"DJANGO_LOG_LEVEL": "CRITICAL"}
    done = run(command, slug, CONFIG_VARS | quiet | {"PYTHONPATH": "."})
    assert done.returncode == 0, done.stderr
    found: list[Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("number", range(len(REQUESTS)))
def test_both_ways_give_the_same_answer(number: int, answers: list[Any]) -> None:
    before_django, through_it = answers[number]

    assert before_django == through_it
    assert before_django[0] == REQUESTS[number][0]
