"""Work that is done once before the workers are forked, so that no visitor waits for it."""

from __future__ import annotations

from typing import Any
from wsgiref.types import WSGIApplication
from wsgiref.util import setup_testing_defaults

from django.conf import settings


def render_front_page(application: WSGIApplication) -> None:
    """Ask for the front page: templates get compiled, middleware and URLs loaded.

    That page asks no database: a connection must not be opened before the fork.
    """
    environ: dict[str, Any] = {
        "HTTP_HOST": settings.ALLOWED_HOSTS[0].lstrip("."),
        "HTTP_X_FORWARDED_PROTO": "https",
    }
    setup_testing_defaults(environ)
    for _ in application(environ, lambda *args: lambda data: None):
        pass
