"""What a line of the log says."""

from __future__ import annotations

import logging

from django.test import RequestFactory

from gettingstarted.logs import RequestId, to_stdout


def line(**extra: object) -> str:
    record = logging.makeLogRecord(
        {"name": "django.request", "levelname": "ERROR", "msg": "boom"} | extra
    )
    RequestId().filter(record)
    return logging.Formatter(to_stdout("INFO")["formatters"]["line"]["format"]).format(record)


def test_a_line_carries_the_id_that_the_router_gave_the_request() -> None:
    request = RequestFactory().get("/", headers={"X-Request-Id": "5b6f3d0a"})

    assert line(request=request) == "[ERROR] django.request request_id=5b6f3d0a boom"


def test_a_line_outside_a_request_has_none() -> None:
    assert line() == "[ERROR] django.request request_id=- boom"
