"""A platform whose machine lacks something: it says so, loses nothing, and goes on afterwards."""

from __future__ import annotations

import resource
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import httpx
import psutil
import pytest

from tests.localheroku import plain
from tests.localheroku.platform import App, Platform
from tests.localheroku.sources import source
from tests.waiting import wait_until

LARGE = b"x" * (1 << 23)  # more than the store's journal is ever


@pytest.fixture(scope="module")
def poor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """A platform of this file's own."""
    running = Platform(tmp_path_factory.mktemp("poor") / "data")
    yield running
    running.remove()


@pytest.fixture
def app(poor: Platform) -> Iterator[App]:
    app = App(poor)
    yield app
    app.delete()


@contextmanager
def limited(platform: Platform, what: int, most: int) -> Iterator[None]:
    pid = platform.process.pid
    former = resource.prlimit(pid, what)
    resource.prlimit(pid, what, (most, former[1]))
    try:
        yield
    finally:
        resource.prlimit(pid, what, former)


@contextmanager
def no_room(platform: Platform) -> Iterator[None]:
    """As on a full disk, its store can't grow. What is smaller can, such as its log on stderr."""
    journal = platform.folder / "platform.sqlite3-wal"
    with limited(platform, resource.RLIMIT_FSIZE, journal.stat().st_size):
        yield


def refused(answer: httpx.Response) -> str:
    assert (answer.status_code, answer.json()["id"]) == (503, "service_unavailable")
    return str(answer.json()["message"])


def test_a_change_on_a_full_disk_is_refused_as_a_whole(app: App, poor: Platform) -> None:
    before = app.releases()
    with no_room(poor):
        sentence = refused(app.patch("/config-vars", {"COLOUR": "red"}))

    assert "disk" in sentence
    assert (app.get("/config-vars"), app.releases()) == ({}, before)


def test_what_was_refused_can_be_asked_for_again(app: App, poor: Platform) -> None:
    with no_room(poor):
        refused(app.patch("/config-vars", {"COLOUR": "red"}))

    assert app.patch("/config-vars", {"COLOUR": "red"}).json() == {"COLOUR": "red"}
    assert [one["version"] for one in app.releases()] == [3, 2, 1]


def test_the_log_knows_nothing_of_a_release_that_was_taken_back(app: App, poor: Platform) -> None:
    with no_room(poor):
        refused(app.patch("/config-vars", {"COLOUR": "red"}))

    assert "COLOUR" not in app.log()


def test_an_app_that_could_not_be_destroyed_still_serves(app: App, poor: Platform) -> None:
    app.release(app.upload({"web": "python3 web.py"}))
    app.settle()
    with no_room(poor):
        refused(app.delete())

    assert app.visit().text == "up"


def test_an_upload_on_a_full_disk_is_refused(poor: Platform) -> None:
    url = poor.post("/sources").json()["source_blob"]["put_url"]
    with no_room(poor):
        sentence = refused(plain.put(url, content=LARGE))

    assert sentence == "This machine's disk is full. Free some space, then try again."
    assert plain.put(url, content=source()).status_code == 200


def test_a_build_whose_end_can_t_be_stored_ends_later(app: App, poor: Platform) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}/source.tgz"
        build = app.post("/builds", {"source_blob": {"url": url}}).json()
        connection, _ = server.accept()
        with no_room(poor):
            connection.close()
            wait_until(lambda: "what ended can't be stored yet" in poor.log.read_text())
        wait_until(lambda: app.get(f"/builds/{build['id']}")["status"] == "failed")

    assert "Build failed" in app.log()


def test_without_connections_to_spare_it_waits_for_some(poor: Platform) -> None:
    port = httpx.URL(poor.address).port
    files = psutil.Process(poor.process.pid).num_fds() + 3
    with ExitStack() as clients, limited(poor, resource.RLIMIT_NOFILE, files):
        for _ in range(64):  # also if others have just ended
            clients.enter_context(socket.create_connection(("127.0.0.1", port)))
        wait_until(lambda: "too many files and connections open" in poor.log.read_text())

    assert poor.get("/account").status_code == 200


def test_no_shortage_shows_a_traceback(app: App, poor: Platform) -> None:
    with no_room(poor):
        refused(app.patch("/config-vars", {"COLOUR": "red"}))

    assert "Traceback" not in poor.log.read_text()
