"""The app as the platform runs it: the Procfile's commands, PostgreSQL, and a router in front."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from localheroku.runtime.postgres import Postgres
from tests.waiting import wait_until
from tests.web.dyno import Dyno, running
from tests.web.page import tags, values
from tests.web.source import CONFIG_VARS, procfile, run

PLATFORM = {
    "HEROKU_RELEASE_VERSION": "v42",
    "HEROKU_SLUG_COMMIT": "0a1b2c3",
    "WEB_CONCURRENCY": "2",
}


@pytest.fixture(scope="module")
def config_vars(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The config vars of an app with a database."""
    server = Postgres(tmp_path_factory.mktemp("data") / "postgres", durable=False)
    with asyncio.Runner() as runner:
        runner.run(server.start())
        credentials = runner.run(server.create("web"))
        yield CONFIG_VARS | PLATFORM | {"DATABASE_URL": credentials.url}
        runner.run(server.remove())


@pytest.fixture(scope="module")
def dyno(
    slug: Path, config_vars: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Dyno]:
    """A dyno of a release whose release phase has run."""
    done = run(procfile("release"), slug, config_vars)
    assert done.returncode == 0, done.stderr
    with running(slug, tmp_path_factory.mktemp("dyno"), config_vars) as dyno:
        yield dyno


@pytest.fixture
def cut_off(slug: Path, tmp_path: Path) -> Iterator[Dyno]:
    """A dyno whose database can't be reached."""
    with running(slug, tmp_path, CONFIG_VARS) as dyno:
        yield dyno


def send_greeting(dyno: Dyno, text: str, *, origin: str) -> httpx.Response:
    """The form as a browser sends it."""
    page = dyno.ask("/db/")
    cookie = page.cookies["csrftoken"]
    hidden = next(a for _, a in tags(page.text) if a.get("name") == "csrfmiddlewaretoken")
    headers = {"Cookie": f"csrftoken={cookie}", "Origin": origin}
    form = {"csrfmiddlewaretoken": hidden["value"] or "", "text": text}
    return dyno.ask("/db/", "POST", headers=headers, data=form)


def test_the_release_phase_migrates_and_can_be_repeated(
    slug: Path, dyno: Dyno, config_vars: dict[str, str]
) -> None:
    again = run(procfile("release"), slug, config_vars)

    assert again.returncode == 0, again.stderr
    assert "No migrations to apply." in again.stdout


def test_a_greeting_sent_with_the_form_is_kept_in_postgresql(dyno: Dyno) -> None:
    answer = send_greeting(dyno, "Hello, PostgreSQL", origin="https://app.example.com")

    assert answer.headers["Location"] == "/db/"
    assert "Hello, PostgreSQL" in dyno.ask("/db/").text


def test_a_form_sent_from_another_site_is_refused(dyno: Dyno) -> None:
    assert send_greeting(dyno, "forged", origin="https://evil.example").status_code == 403


def test_health_asks_the_database_and_names_release_and_commit(dyno: Dyno) -> None:
    answer = dyno.ask("/health/")

    assert answer.json() == {"status": "ok", "release": "v42", "commit": "0a1b2c3"}


def test_health_is_bad_without_a_database_and_tells_no_secret(cut_off: Dyno) -> None:
    answer = cut_off.ask("/health/")

    assert answer.status_code == 503
    assert answer.json()["reason"] == "the database does not answer"
    assert "planted" not in answer.text + cut_off.stdout + cut_off.stderr


def test_a_page_that_needs_the_database_says_that_something_broke(cut_off: Dyno) -> None:
    answer = cut_off.ask("/db/")

    assert answer.status_code == 500
    assert "Something broke on our side." in answer.text
    assert "local copy" not in answer.text


def test_an_error_is_logged_with_the_id_of_its_request(cut_off: Dyno) -> None:
    cut_off.ask("/db/", headers={"X-Request-Id": "5b6f3d0a"})

    wait_until(lambda: "request_id=5b6f3d0a Internal Server Error: /db/" in cut_off.stdout)


@pytest.mark.parametrize("address", ["127.0.0.1", "[::1]"])
def test_the_router_reaches_it_over_both_ip_versions(address: str, dyno: Dyno) -> None:
    assert dyno.ask("/", address=address).status_code == 200


@pytest.mark.parametrize("path", ["/", "/db/", "/health/", "STATIC"])
def test_what_came_without_tls_is_sent_to_tls(path: str, dyno: Dyno) -> None:
    path = stylesheet(dyno) if path == "STATIC" else path

    answer = dyno.ask(path, headers={"X-Forwarded-Proto": "http"})

    assert answer.status_code == 301
    assert answer.headers["Location"] == f"https://app.example.com{path}"


@pytest.mark.parametrize("path", ["/", "/health/", "/no-such-page", "STATIC"])
def test_over_tls_every_answer_pins_tls_and_its_type(path: str, dyno: Dyno) -> None:
    answer = dyno.ask(stylesheet(dyno) if path == "STATIC" else path)

    hsts = answer.headers["Strict-Transport-Security"]
    assert hsts == "max-age=3600; includeSubDomains; preload"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("path", ["/", "/health/"])
def test_a_host_that_is_not_ours_is_refused(path: str, dyno: Dyno) -> None:
    assert dyno.ask(path, headers={"Host": "elsewhere.example"}).status_code == 400


def test_cookies_travel_over_tls_only(dyno: Dyno) -> None:
    cookie = dyno.ask("/db/").headers["Set-Cookie"]

    assert "; Secure" in cookie
    assert "; HttpOnly" in cookie


def test_the_log_is_on_stdout_and_leaves_requests_to_the_router(dyno: Dyno) -> None:
    dyno.ask("/", headers={"User-Agent": "seen-in-an-access-log"})

    assert dyno.stderr == ""
    assert "Starting gunicorn" in dyno.stdout
    assert "seen-in-an-access-log" not in dyno.stdout


def test_it_runs_as_many_workers_as_the_platform_says(dyno: Dyno) -> None:
    wait_until(lambda: dyno.stdout.count("Booting worker") == 2)


def test_it_ends_when_the_platform_says_so(cut_off: Dyno) -> None:
    assert cut_off.stop() == 0


def test_its_numbers_respect_the_platforms_limits(slug: Path) -> None:
    printed = run("gunicorn --print-config gettingstarted.wsgi", slug, CONFIG_VARS).stdout
    numbers = {name: int(value) for name, value in re.findall(r"^(\w+) += (\d+)$", printed, re.M)}

    assert numbers["keepalive"] > 90
    assert numbers["timeout"] < 30
    assert numbers["graceful_timeout"] < 30


def stylesheet(dyno: Dyno) -> str:
    return next(url for url in values(dyno.ask("/").text, "href") if url.endswith(".css"))
