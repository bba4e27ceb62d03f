"""Accounts: https://devcenter.heroku.com/articles/platform-api-reference#account"""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from localheroku.api.wire import path, reply
from localheroku.control.errors import NotFound
from localheroku.model.account import ACCOUNT_EMAIL, ACCOUNT_ID
from localheroku.model.catalogue import BEGINNING

USER = {"id": ACCOUNT_ID, "email": ACCOUNT_EMAIL}


def body() -> dict[str, Any]:
    return {
        **USER,
        "name": None,
        "allow_tracking": False,
        "beta": False,
        "federated": False,
        "identity_provider": None,
        "last_login": None,
        "default_team": None,
        "default_organization": None,
        "sms_number": None,
        "suspended_at": None,
        "delinquent_at": None,
        "two_factor_authentication": False,
        "verified": True,
        "country_of_residence": None,
        "created_at": BEGINNING,
        "updated_at": BEGINNING,
    }


async def show(request: Request) -> Response:
    return reply(body())


async def show_user(request: Request) -> Response:
    check_user(request)
    return reply(body())


def check_user(request: Request) -> None:
    """The path names the one account that there is."""
    user = path(request, "user")
    if user not in ("~", ACCOUNT_ID, ACCOUNT_EMAIL):
        raise NotFound(f"Couldn't find that user ({user}).", resource="user")


routes = [
    Route("/account", show),
    Route("/users/{user}", show_user),
]
