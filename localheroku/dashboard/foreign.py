"""Foreign requests: what pages of other addresses make a browser send, our cookie included."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.requests import Request

from localheroku.control.errors import Forbidden

SAFE_METHODS = {"GET", "HEAD"}


def refuse_foreign(request: Request) -> None:
    """Cookies know no ports: a page of another port's server may send ours. It shall not matter."""
    if _is_foreign(request.method, request.headers):
        raise Forbidden("Pages of other sites may not use the dashboard; open it by itself.")


def _is_foreign(method: str, headers: Headers) -> bool:
    from_elsewhere = headers.get("sec-fetch-site", "none") not in ("same-origin", "none")
    if method in SAFE_METHODS:
        # Coming here by a link is all that another page may do.
        return from_elsewhere and headers.get("sec-fetch-mode") != "navigate"
    return from_elsewhere or headers.get("origin") != f"http://{headers['host'].lower()}"
