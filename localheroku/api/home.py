"""The page at `/`: the apps, with links, for a person who opens the platform's address."""

from __future__ import annotations

from html import escape

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from localheroku.api.wire import plane

PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>localheroku</title>
<h1>localheroku</h1>
<p>The Platform API of a Heroku on this machine. Its apps:</p>
<ul>{items}</ul>
</html>
"""


async def show(request: Request) -> Response:
    """Names and links only, so no key is asked for."""
    items = [
        f'<li><a href="{escape(plane(request).address.web_url(app.name))}">{escape(app.name)}</a></li>'
        for app in plane(request).apps.all()
    ]
    return HTMLResponse(PAGE.format(items="".join(items) or "<li>none yet</li>"))


routes = [Route("/", show)]
