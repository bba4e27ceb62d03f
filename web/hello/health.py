"""The health endpoint: does this release answer, and does its database?"""

from __future__ import annotations

import logging
import time
from functools import lru_cache

from django.conf import settings
from django.db import Error, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

logger = logging.getLogger(__name__)


@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """200 when the database answers, else 503 with a reason; both name release and commit."""
    problem = database_problem(second=int(time.monotonic()))
    answer = {
        "status": "unavailable" if problem else "ok",
        "release": settings.RELEASE_VERSION,
        "commit": settings.SLUG_COMMIT,
    }
    if problem:
        answer["reason"] = problem
    status = 503 if problem else 200
    return JsonResponse(answer, status=status, headers={"Cache-Control": "no-store"})


@lru_cache(maxsize=1)
def database_problem(second: int) -> str | None:
    """Why the database can't be used, or None.

    Anyone may ask for the health, as often as they like: that must not become a way to load the
    database, so each worker asks it once in a `second`, which is the answer's key in the cache.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error as error:
        # The error names hosts and users: for the log, not for the public.
        logger.error("The database does not answer: %s", error)
        return "the database does not answer"
    return None
