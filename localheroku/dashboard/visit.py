"""A visit: one request of a signed-in browser, and what every page does with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hmac import compare_digest
from typing import cast
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from localheroku.body import read_body
from localheroku.control.errors import BadRequest, Forbidden
from localheroku.control.plane import ControlPlane
from localheroku.control.sign_ins import Session
from localheroku.dashboard.render import BASE, html
from localheroku.model.app import App

MAX_FIELDS = 200


@dataclass(frozen=True, kw_only=True)
class Question:
    """What is asked before something is done; `fields` go along with the answer."""

    title: str
    says: tuple[str, ...]
    button: str
    fields: Mapping[str, str]


@dataclass(frozen=True)
class Visit:
    request: Request

    @property
    def plane(self) -> ControlPlane:
        return plane(self.request)

    @property
    def cookie(self) -> str:
        return cookie(self.request)

    @property
    def session(self) -> Session:
        return cast(Session, self.request.state.session)

    def signed_in(self) -> bool:
        """Whether it is so still, for a page that stays open; that counts as use."""
        return self.plane.sign_ins.find(self.cookie, self.session.user) is not None

    @property
    def app(self) -> App:
        """The app that the path names."""
        return self.plane.apps.find(self.path("app"))

    def path(self, name: str) -> str:
        return cast(str, self.request.path_params[name])

    def query(self, name: str) -> str:
        return self.request.query_params.get(name, "")

    async def form(self) -> dict[str, str]:
        """The fields of a form that this session's own page has sent."""
        fields = await read_form(self.request)
        if not compare_digest(fields.get("token", "").encode(), self.session.form_token.encode()):
            raise Forbidden("This form is of an older sign-in. Go back, reload, and send it again.")
        return fields

    def page(self, template: str, **facts: object) -> Response:
        notice, self.session.notice = self.session.notice, None
        return html(template, token=self.session.form_token, notice=notice, **facts)

    def ask(self, question: Question) -> Response:
        """A page that says what will happen, and does it at the press of its button."""
        path = self.request.url.path
        return self.page("question.html", app=self.app, question=question, action=path)

    def done(self, app: App, notice: str) -> Response:
        """Back to the app's page, which tells what was done."""
        self.session.notice = notice
        return RedirectResponse(f"{BASE}/apps/{app.name}", 303)


def plane(request: Request) -> ControlPlane:
    return cast(ControlPlane, request.app.state.plane)


def cookie_name(request: Request) -> str:
    """One per port, as browsers send a cookie to every port of a host."""
    return f"localheroku-{plane(request).address.port}"


def cookie(request: Request) -> str:
    """The session's token; empty if there is none."""
    return request.cookies.get(cookie_name(request), "")


async def read_form(request: Request) -> dict[str, str]:
    try:
        text = (await read_body(request)).decode()
        return dict(parse_qsl(text, keep_blank_values=True, max_num_fields=MAX_FIELDS))
    except ValueError:
        raise BadRequest("The form can't be read: it must be URL-encoded UTF-8.") from None
