"""A program, run on the `heroku` settings: asks for the stylesheet before Django and through it.

Its argument is a JSON list of WSGI environments; it prints, for each, the two answers.
"""

from __future__ import annotations

import json
import sys
from typing import Any
from wsgiref.types import WSGIApplication
from wsgiref.util import setup_testing_defaults

TLS = {"HTTP_HOST": "app.example.com", "HTTP_X_FORWARDED_PROTO": "https"}


def answer(application: WSGIApplication, url: str, environ: dict[str, Any]) -> list[object]:
    """Status, headers and the length of the body."""
    environ = {**TLS, **environ, "PATH_INFO": url}
    setup_testing_defaults(environ)
    started: list[object] = []

    def start_response(status: str, headers: list[tuple[str, str]], *rest: object) -> Any:
        started.extend((status, sorted(headers)))

    body = application(environ, start_response)
    length = len(b"".join(body))
    getattr(body, "close", int)()
    return [*started, length]


def main() -> None:
    from gettingstarted.wsgi import application

    url = next(url for url in application.files if url.endswith(".css"))
    ways: list[WSGIApplication] = [application, application.application]
    environs = json.loads(sys.argv[1])
    print(json.dumps([[answer(way, url, environ) for way in ways] for environ in environs]))


if __name__ == "__main__":
    main()
