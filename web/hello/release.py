"""Which release of the app is running, as the platform told it."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def release(request: HttpRequest) -> dict[str, str | None]:
    """A context processor: every page may name the release and the commit it runs."""
    return {"release": settings.RELEASE_VERSION, "commit": settings.SLUG_COMMIT}
