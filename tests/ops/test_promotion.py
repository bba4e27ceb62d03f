"""What a promotion would bring, told in lines and in a report."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from ops import promotion
from ops.deployed import Deployed
from ops.events import Events, Step
from ops.heroku_api import Forbidden, HerokuApi
from ops.history import Changes, Migration
from ops.promotion import NOTHING, Promotion


class ReadProtected(BaseHTTPRequestHandler):
    """Heroku's answer to a token whose scope leaves config vars out."""

    def do_GET(self) -> None:
        content = b'{"id": "forbidden", "message": "You do not have access to the app."}'
        self.send_response(403)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_arguments: object) -> None:
        """Quiet."""


@pytest.fixture
def heroku() -> Iterator[HerokuApi]:
    with ThreadingHTTPServer(("127.0.0.1", 0), ReadProtected) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        with HerokuApi(f"http://127.0.0.1:{server.server_port}", "a-key") as heroku:
            yield heroku
        server.shutdown()


def deployed(stack: str, heroku: HerokuApi) -> Deployed:
    return Deployed(
        stack=stack,
        app=stack,
        url="",
        slug="a-slug",
        release="a-release",
        names=frozenset(),
        pages=(),
        heroku=heroku,
        cli="heroku",
    )


@pytest.fixture
def found(heroku: HerokuApi) -> Promotion:
    return Promotion(
        source=deployed("staging", heroku),
        target=deployed("production", heroku),
        is_new=True,
        is_pinned=False,
        changes=Changes(commits=("1234567 Say `hello` to @everyone",)),
        missing=(),
        events=NOTHING,
    )


def test_a_key_that_may_not_read_config_vars_is_told_so(found: Promotion) -> None:
    with pytest.raises(Forbidden):
        found.source.config_names()
    missing = promotion.missing(found.source, found.target)

    assert missing is None
    assert "config vars are not compared: this key may not read them" in list(
        replace(found, missing=missing).lines()
    )


def test_the_report_makes_no_markup_of_a_commit_s_message(found: Promotion) -> None:
    assert "- ``commit     1234567 Say `hello` to @everyone``" in found.report()


def test_a_backup_is_advised_before_migrations(found: Promotion) -> None:
    advice = "before     heroku pg:backups:capture --app production"
    migration = Migration(app="hello", name="0002_more", obstacles=())
    migrates = replace(found, changes=Changes(migrations=(migration,)))

    assert advice in list(migrates.lines())
    assert advice not in list(found.lines())


def test_the_same_slug_without_another_setting_is_nothing(found: Promotion) -> None:
    assert not replace(found, is_new=False)
    assert replace(found, is_new=False, is_pinned=True)


def test_a_setting_that_changes_is_something_to_promote(found: Promotion) -> None:
    formation = Step(
        op="update",
        type="heroku:formation:Formation",
        name="formation-web",
        protected=False,
        old={"quantity": 1},
        new={"quantity": 2},
        changed={"quantity": "update"},
    )
    events = Events(steps=(formation,), counts={"update": 1}, errors=())
    changed = replace(found, is_new=False, events=events)

    assert changed
    assert "setting    update formation-web" in list(changed.lines())
    assert "production runs the slug of staging already" in list(changed.lines())
