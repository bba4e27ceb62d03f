"""The key to Heroku: accepted, how old, how much it may."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from ops.checkup import token
from ops.checkup.finding import Level, run
from ops.checkup.token import Token
from ops.heroku_api import HerokuApi
from tests.ops.checkup.facts import told

KEY = "planted-2236"
LONG_AGO = (datetime.now(UTC) - timedelta(days=400, hours=1)).isoformat()
AUTHORIZATIONS = [
    {"created_at": LONG_AGO, "scope": ["read"], "access_token": {"token": "a"}},
    {"created_at": LONG_AGO, "scope": ["read"], "access_token": None},
    {
        "created_at": LONG_AGO,
        "scope": ["global"],
        "access_token": {"token": KEY, "expires_in": 60},
    },
]

GOOD = Token(
    source="HEROKU_API_KEY", account="me@example.com", is_told=True, scope=("write-protected",)
)


def changed(**other: object) -> Token:
    return Token(**(GOOD.__dict__ | other))


def test_a_young_key_of_small_scope_is_fine() -> None:
    assert [finding.level for finding in run(token.CHECKS, GOOD)] == [Level.FINE]


def test_no_key_is_a_finding_that_names_the_variable() -> None:
    finding = next(run(token.CHECKS, Token(source="")))

    assert finding.level is Level.BAD
    assert finding.where == "HEROKU_API_KEY in the environment"


def test_a_refused_key_is_a_finding_and_an_unreachable_api_is_not() -> None:
    refused = changed(problem="refused: 401, Invalid credentials", is_refused=True)

    assert told(run(token.CHECKS, refused)) == ["Heroku refuses the key"]
    assert told(run(token.CHECKS, changed(problem="no route")), Level.UNKNOWN) == ["no route"]


def test_age_and_scope_are_notes() -> None:
    old = changed(age=timedelta(days=400), scope=("global",))

    assert told(run(token.CHECKS, old), Level.NOTE) == [
        "The key is 400 days old",
        "The key may do everything with the account, for ever",
    ]


def test_a_key_that_expires_is_not_for_ever() -> None:
    found = told(run(token.CHECKS, changed(scope=("global",), expires=True)), Level.NOTE)

    assert found == ["The key may do everything with the account"]


def test_what_the_api_does_not_tell_is_said() -> None:
    found = told(run(token.CHECKS, changed(is_told=False)), Level.NOTE)

    assert found == ["The API doesn't tell how old the key is, or what it may"]


def test_another_key_in_netrc_is_a_note() -> None:
    assert "another key" in told(run(token.CHECKS, changed(netrc_differs=True)), Level.NOTE)[0]


def test_the_trial_s_own_key_has_no_age() -> None:
    assert told(run(token.CHECKS, changed(is_told=False, is_trial=True)), Level.NOTE) == []


@pytest.fixture
def heroku() -> Iterator[HerokuApi]:
    """An API that knows one account with three authorizations."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        with HerokuApi(f"http://127.0.0.1:{server.server_port}", KEY) as api:
            yield api
        server.shutdown()


class Answers(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        bodies = {"/account": {"email": "me@example.com"}, "/oauth/authorizations": AUTHORIZATIONS}
        content = json.dumps(bodies[self.path]).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Nothing."""


def look(heroku: HerokuApi, key: str, home: Path) -> Token:
    return token.gather(heroku, key, source="HEROKU_API_KEY", is_trial=False, home=home)


def test_age_and_scope_are_those_of_the_authorization_with_this_token(
    heroku: HerokuApi, tmp_path: Path
) -> None:
    found = look(heroku, KEY, tmp_path)

    assert (found.account, found.is_told, found.scope) == ("me@example.com", True, ("global",))
    assert (found.age.days, found.expires) == (400, True)
    assert KEY not in repr(found)


def test_a_login_s_own_session_is_in_no_list(heroku: HerokuApi, tmp_path: Path) -> None:
    assert not look(heroku, "another", tmp_path).is_told


def test_the_key_of_a_login_is_compared(heroku: HerokuApi, tmp_path: Path) -> None:
    file = tmp_path / ".netrc"
    file.touch(mode=0o600)
    file.write_text("machine 127.0.0.1 login me password another\n")

    assert look(heroku, KEY, tmp_path).netrc_differs
    assert not look(heroku, "another", tmp_path).netrc_differs
