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
    here = plane(request)
    items = [_item(app.name, here.address.web_url(app.name)) for app in here.apps.all()]
    return HTMLResponse(PAGE.format(items="".join(items) or "<li>none yet</li>"))


def _item(name: str, url: str) -> str:
    return f'<li><a href="{escape(url)}">{escape(name)}</a></li>'


routes = [Route("/", show)]
