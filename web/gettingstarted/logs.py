"""Logging to stdout, one line per record, each with the id the router gave the request."""

from __future__ import annotations

import logging
from typing import Any


class RequestId(logging.Filter):
    """Adds `request_id`: Django hands the request to its own records, so this costs no middleware.

    The router writes the same id into its line: https://devcenter.heroku.com/articles/http-request-id
    """

    def filter(self, record: logging.LogRecord) -> bool:
        meta = getattr(getattr(record, "request", None), "META", {})
        record.request_id = meta.get("HTTP_X_REQUEST_ID", "-")
        return True


def to_stdout(level: str) -> dict[str, Any]:
    """A LOGGING setting; Heroku takes what a dyno prints and adds the time."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"request_id": {"()": RequestId}},
        "formatters": {
            "line": {"format": "[%(levelname)s] %(name)s request_id=%(request_id)s %(message)s"}
        },
        "handlers": {
            "stdout": {
                "class": "logging.StreamHandler",
                "stream": "ext://sys.stdout",
                "filters": ["request_id"],
                "formatter": "line",
            }
        },
        "root": {"handlers": ["stdout"], "level": level},
        # Django's own handlers (mail to admins) go; its records reach the root's.
        "loggers": {"django": {"handlers": [], "level": level, "propagate": True}},
    }
