"""The log on stderr: a line per request, and nothing secret."""

from __future__ import annotations

import re

from localheroku.access_log import masked
from tests.localheroku import plain
from tests.localheroku.platform import KEY, App, Platform
from tests.localheroku.sources import source
from tests.waiting import wait_until


def test_a_request_is_one_line(app: App, platform: Platform) -> None:
    app.get("/config-vars")
    line = rf"^\S+ \S+ INFO GET /apps/{app.id}/config-vars 200 \d+ms$"

    wait_until(lambda: re.search(line, platform.log.read_text(), re.MULTILINE))


def test_tokens_in_paths_are_masked() -> None:
    assert masked("/streams/abc") == "/streams/***"
    assert masked("/sources/abc") == "/sources/***"
    assert masked("/apps/a/log-drains/https://u:p@h") == "/apps/a/log-drains/***"


def test_a_path_stays_on_one_line() -> None:
    assert masked("/a\nb") == "/a\\nb"


def test_no_secret_is_in_the_log(app: App, platform: Platform) -> None:
    app.patch("/config-vars", {"SECRET": "planted-config-value"})
    app.patch("/config-vars", {"BAD NAME": "planted-refused-value"})
    app.add_database()
    build = app.build(source())
    app.released()
    plain.get(build["output_stream_url"])
    app.post("/log-drains", {"url": "http://user:planted-drain@127.0.0.1:9"})
    app.post("/nothing-here", {"body": "planted-body"})
    password = re.findall(":([^:@]+)@", app.get("/config-vars")["DATABASE_URL"])[0]
    token = build["output_stream_url"].rpartition("/")[2]
    text = platform.log.read_text()

    assert "planted" not in text
    assert not any(secret in text for secret in (KEY, password, token))
