"""The Content-Security-Policy header, from the SECURE_CSP setting that Django 6.0 reads too."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from django.conf import settings
from django.http import HttpRequest, HttpResponse


class ContentSecurityPolicyMiddleware:
    """Django 6.0 has a middleware of this name in `django.middleware.csp`: use it from then on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.policy = build_policy(settings.SECURE_CSP)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # Django's debug pages carry their style and script inline.
        if not (settings.DEBUG and response.status_code in {404, 500}):
            response.headers.setdefault("Content-Security-Policy", self.policy)
        return response


def build_policy(directives: Mapping[str, Sequence[str]]) -> str:
    """The header's value: `{"img-src": ["'self'"]}` becomes `img-src 'self'`."""
    return "; ".join(" ".join([name, *sources]) for name, sources in directives.items())
