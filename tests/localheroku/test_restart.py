"""Killed at any point and started again, the platform has lost nothing and serves again."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from tests.localheroku import plain
from tests.localheroku.attached import Attached
from tests.localheroku.forked import ForkedPlatform
from tests.localheroku.gate import Gate
from tests.localheroku.platform import App, Platform
from tests.localheroku.sources import source, with_release_phase
from tests.waiting import wait_until

HANG = "import time\nprint('hanging', flush=True)\ntime.sleep(60)\n"


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """A platform that is killed again and again."""
    platform = ForkedPlatform(tmp_path_factory.mktemp("killed") / "data")
    yield platform
    platform.remove()


@pytest.fixture
def app(own: Platform) -> Iterator[App]:
    app = App(own)
    yield app
    app.delete()


def kill_and_restart(platform: Platform) -> None:
    platform.stop(signal.SIGKILL)
    platform.start()


def children(platform: Platform) -> list[psutil.Process]:
    return psutil.Process(platform.process.pid).children(recursive=True)


def dumping(platform: Platform) -> list[psutil.Process]:
    """Whatever writes into its backups, whosever child it is."""
    folder = str(platform.folder / "backups")
    running = psutil.process_iter(["cmdline"])
    return [one for one in running if any(folder in word for word in one.info["cmdline"] or ())]


def test_after_a_kill_everything_is_there_and_serves(own: Platform, app: App) -> None:
    app.deploy(source("one"))
    app.add_database()
    app.patch("/config-vars", {"A": "1"})
    app.settle()
    before = [app.get(), app.get("/config-vars"), app.get("/releases"), app.get("/formation")]
    kill_and_restart(own)

    assert before == [
        app.get(),
        app.get("/config-vars"),
        app.get("/releases"),
        app.get("/formation"),
    ]
    assert app.visit().text == "one"


def test_after_a_kill_the_database_holds_what_was_written(own: Platform, app: App) -> None:
    app.add_database()
    url = app.get("/config-vars")["DATABASE_URL"]
    with psycopg.connect(url, sslmode="disable") as connection:
        connection.execute("CREATE TABLE greeting AS SELECT 'hello' AS text")
    kill_and_restart(own)
    url = app.get("/config-vars")["DATABASE_URL"]
    with psycopg.connect(url, sslmode="disable") as connection:
        row = connection.execute("SELECT text FROM greeting").fetchone()

    assert row == ("hello",)


def test_a_release_phase_that_was_cut_off_has_failed(own: Platform, app: App) -> None:
    app.build(with_release_phase(HANG))
    with plain.stream("GET", app.releases()[0]["output_stream_url"]) as output:
        assert next(output.iter_lines()) == "hanging"
    kill_and_restart(own)
    release = app.releases()[0]

    assert release["status"] == "failed"
    assert "stopped before this had ended" in plain.get(release["output_stream_url"]).text


def test_a_build_that_was_cut_off_has_failed(own: Platform, app: App, silent_url: str) -> None:
    build = app.post("/builds", {"source_blob": {"url": silent_url}}).json()
    kill_and_restart(own)
    build = app.get(f"/builds/{build['id']}")

    assert build["status"] == "failed"
    assert "stopped before this had ended" in plain.get(build["output_stream_url"]).text


def test_an_add_on_that_was_cut_off_is_provisioned(own: Platform, app: App) -> None:
    addon = app.post("/addons", {"plan": "heroku-postgresql"}).json()
    kill_and_restart(own)
    wait_until(lambda: app.get(f"/addons/{addon['id']}")["state"] == "provisioned")

    assert "DATABASE_URL" in app.get("/config-vars")


def test_a_backup_that_was_cut_off_has_failed_and_left_nothing(own: Platform, app: App) -> None:
    addon = app.add_database()
    url = app.get("/config-vars")["DATABASE_URL"]
    with psycopg.connect(url, sslmode="disable", autocommit=True) as connection:
        connection.execute("CREATE TABLE kept ()")
        connection.execute("BEGIN; LOCK TABLE kept IN ACCESS EXCLUSIVE MODE")
        own.post(f"/client/v11/databases/{addon['id']}/backups").raise_for_status()
        wait_until(lambda: dumping(own))
        kill_and_restart(own)
    path = f"/client/v11/apps/{app.name}/transfers/1?verbose=true"
    backup = own.get(path).json()

    assert backup["succeeded"] is False
    assert "stopped before this had ended" in backup["logs"][-1]["message"]
    assert (dumping(own), list((own.folder / "backups").iterdir())) == ([], [])


def test_a_backup_is_there_after_a_kill(own: Platform, app: App) -> None:
    addon = app.add_database()
    own.post(f"/client/v11/databases/{addon['id']}/backups").raise_for_status()
    backup = f"/client/v11/apps/{app.name}/transfers/1"
    wait_until(lambda: own.get(backup).json()["succeeded"])
    kill_and_restart(own)
    url = own.get(backup).json()["to_url"]
    own.post(f"/client/v11/databases/{addon['id']}/restores", {"backup_url": url})

    wait_until(lambda: own.get(backup.replace("/1", "/2")).json()["succeeded"])


def test_an_attached_dyno_that_was_cut_off_is_gone(own: Platform, app: App) -> None:
    app.deploy(source("one"))
    wish = {"command": "trap '' HUP; echo $$; sleep 100", "attach": True}
    url = app.post("/dynos", wish).json()["attach_url"]
    with Attached(url, own.folder / "tls" / "ca.pem") as client:
        left = psutil.Process(int(client.until("\r\n")))
        kill_and_restart(own)

    psutil.wait_procs([left], timeout=5)
    assert not left.is_running()


def test_the_tls_port_stays(own: Platform) -> None:
    before = (own.folder / "tls" / "address").read_text()
    kill_and_restart(own)

    assert (own.folder / "tls" / "address").read_text() == before


def test_stopped_it_leaves_no_process(own: Platform, app: App) -> None:
    app.deploy(source("one"))
    app.add_database()
    app.visit()
    left = children(own)
    assert left
    own.stop()
    _, alive = psutil.wait_procs(left, timeout=5)
    own.start()

    assert alive == []


def test_a_promotion_that_was_cut_off_has_failed_and_says_why(
    own: Platform, app: App, gate: Gate
) -> None:
    target = App(own)
    pipeline = own.post("/pipelines", {"name": f"pipe-{target.name}"[:30]}).json()["id"]
    for member, stage in ((app, "staging"), (target, "production")):
        wish = {"app": member.id, "pipeline": pipeline, "stage": stage}
        own.post("/pipeline-couplings", wish).raise_for_status()
    app.release(app.upload({"web": "python3 web.py", "release": gate.command}))
    gate.answer()
    app.released()
    wish = {"pipeline": pipeline, "source": {"app": app.id}, "targets": [{"app": target.id}]}
    promotion = own.post("/pipeline-promotions", wish).json()["id"]
    kill_and_restart(own)
    targets = own.get(f"/pipeline-promotions/{promotion}/promotion-targets").json()
    output = plain.get(target.releases()[0]["output_stream_url"]).text
    target.delete()

    assert [one["status"] for one in targets] == ["failed"]
    assert "The platform was stopped" in output


def test_a_dyno_that_ignores_sigterm_does_not_hold_it_up(own: Platform, app: App) -> None:
    deaf = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\nimport web\n"
    app.deploy(source("one", {"deaf.py": deaf, "Procfile": "web: python deaf.py"}))
    app.visit()
    left = children(own)
    status = own.stop()
    _, alive = psutil.wait_procs(left, timeout=5)
    own.start()

    assert (status, alive) == (0, [])


def test_dynos_are_restarted_daily_if_wished(data: Path) -> None:
    daily = Platform(data, "--port=0", "--daily-restart=1")
    app = App(daily)
    app.deploy(source("one"))
    session = app.post("/log-sessions", {"dyno": "web"}).json()
    wait_until(lambda: "heroku[web.1]: Cycling" in plain.get(session["logplex_url"]).text)

    assert app.visit().text == "one"
    daily.remove()
