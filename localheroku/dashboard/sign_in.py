"""Signing in, by the API key or by a link that works once; and out."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from localheroku.dashboard.foreign import refuse_foreign
from localheroku.dashboard.render import BASE, html
from localheroku.dashboard.visit import Visit, cookie_name, plane, read_form
from localheroku.peers import user_of


def form(request: Request, problem: str | None = None) -> Response:
    """The sign-in form, in the place of the page that was asked for."""
    after = request.url.path if request.method == "GET" else f"{BASE}/"
    page = html("sign_in.html", after=after, problem=problem)
    page.status_code = 401
    return page


async def sign_in(request: Request) -> Response:
    refuse_foreign(request)
    fields = await read_form(request)
    if not request.app.state.key.matches(fields.get("key", "").encode()):
        return form(request, "That is not the API key of this localheroku.")
    after = fields.get("after", "")
    ours = after.startswith(f"{BASE}/") and after.isascii() and after.isprintable()
    user = await user_of(request)
    answer = RedirectResponse(after if ours else f"{BASE}/", 303)
    return _with_session(request, answer, plane(request).sign_ins.open(user))


async def enter(request: Request) -> Response:
    """A page that goes on by itself: redirected from elsewhere, a browser would hold back the
    cookie, which is SameSite=Strict. The token is worth nothing any more."""
    user = await user_of(request)
    session = plane(request).sign_ins.redeem(request.path_params["token"], user)
    return _with_session(request, html("entered.html"), session)


async def sign_out(request: Request) -> Response:
    visit = Visit(request)
    await visit.form()
    visit.plane.sign_ins.close(visit.cookie)
    answer = RedirectResponse(f"{BASE}/", 303)
    answer.delete_cookie(cookie_name(request))
    return answer


def _with_session(request: Request, answer: Response, session: str) -> Response:
    answer.set_cookie(cookie_name(request), session, httponly=True, samesite="strict", path="/")
    return answer


public_routes = [
    Route("/sign-in", sign_in, methods=["POST"]),
    Route("/enter/{token}", enter),
]
routes = [Route("/sign-out", sign_out, methods=["POST"])]
