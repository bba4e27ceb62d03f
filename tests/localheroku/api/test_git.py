"""git on an app's repository: a push deploys or is rejected, and leaves nothing half."""

from __future__ import annotations

import re
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.localheroku.gate import Gate
from tests.localheroku.platform import KEY, App, Platform
from tests.localheroku.repository import Repository
from tests.localheroku.sources import PROCFILE, release_phase
from tests.waiting import wait_until

BROKEN = {".python-version": "not a version"}


@pytest.fixture
def clone(tmp_path: Path, app: App) -> Repository:
    return Repository(tmp_path / "clone", app)


def held_by(gate: Gate) -> dict[str, str]:
    """The files of an app whose release phase takes as long as wanted."""
    return {"Procfile": f"release: {gate.command}\n{PROCFILE}"}


def kept(platform: Platform, app: App) -> Path:
    return platform.folder / "repositories" / f"{app.id}.git"


def hold_builds(app: App, silent_url: str) -> None:
    """Builds wait for each other, and this one never ends."""
    app.post("/builds", {"source_blob": {"url": silent_url}})


def builds(app: App) -> int:
    return len(app.get("/builds"))


def test_a_push_deploys(clone: Repository, app: App) -> None:
    commit = clone.commit("pushed")
    done = clone.push()

    assert done.returncode == 0, done.stdout
    assert app.visit().text == "pushed"
    assert clone.last_build()["source_blob"]["version"] == commit
    assert app.releases()[0]["description"] == f"Deploy {commit[:8]}"
    assert clone.remote() == {"refs/heads/main": commit}


def test_build_and_release_phase_scroll_by(clone: Repository) -> None:
    clone.commit(more=release_phase("print('migrating the database')"))
    lines = [line.strip() for line in clone.push().stdout.splitlines()]
    wanted = [
        "remote: Building source:",
        "remote: -----> Python app detected",
        "remote: -----> Launching...",
        "remote: Verifying deploy... done.",
        "remote: Running release command...",
        "remote: migrating the database",
        "remote: Waiting for release... done.",
        "* [new branch]      main -> main",
    ]

    assert [line for line in lines if line in wanted] == wanted


def test_a_failed_build_rejects_the_push(clone: Repository, app: App) -> None:
    clone.commit(more=BROKEN)
    done = clone.push()

    assert done.returncode == 1
    assert "! [remote rejected] main -> main (pre-receive hook declined)" in done.stdout
    assert f"Push rejected to {app.name}." in done.stdout
    assert clone.remote() == {}
    assert clone.last_build()["status"] == "failed"


def test_after_a_rejected_push_the_next_one_deploys(clone: Repository, app: App) -> None:
    clone.commit(more=BROKEN)
    clone.push()
    commit = clone.commit("mended")
    clone.push()

    assert (app.visit().text, clone.remote()) == ("mended", {"refs/heads/main": commit})


def test_a_failed_release_phase_is_shown(clone: Repository, app: App) -> None:
    clone.commit("former")
    clone.push()
    commit = clone.commit("latter", release_phase("raise SystemExit('no such table')"))
    done = clone.push()

    assert "remote: no such table" in done.stdout
    assert "remote: Waiting for release... failed." in done.stdout
    assert (done.returncode, clone.remote()) == (0, {"refs/heads/main": commit})
    assert app.visit().text == "former"


def test_another_branch_is_kept_and_not_deployed(clone: Repository, app: App) -> None:
    commit = clone.commit()
    done = clone.push("main:topic", "HEAD:refs/tags/v1")

    assert done.returncode == 0
    assert "Pushed to non-{main,master} branch, skipping build." in done.stdout
    assert clone.remote() == {"refs/heads/topic": commit, "refs/tags/v1": commit}
    assert app.get("/builds") == []


def test_any_local_branch_deploys_as_main(clone: Repository, app: App) -> None:
    clone.git("checkout", "-q", "-b", "topic")
    clone.commit("from a topic")
    clone.push("topic:main")

    assert app.visit().text == "from a topic"


def test_master_deploys_too_and_is_what_a_clone_has(clone: Repository, tmp_path: Path) -> None:
    clone.commit("from master")
    clone.push("main:master")
    clone.git("clone", "--quiet", clone.git("remote", "get-url", "heroku"), str(tmp_path / "other"))

    assert (tmp_path / "other" / "VERSION").read_text() == "from master"


def test_main_and_master_at_once_are_rejected(clone: Repository, app: App) -> None:
    clone.commit()
    done = clone.push("main:main", "main:master")

    assert "main and master can't be deployed by one push" in done.stdout
    assert (clone.remote(), app.get("/builds")) == ({}, [])


def test_what_was_pushed_is_fetched(clone: Repository, app: App, tmp_path: Path) -> None:
    commit = clone.commit()
    clone.push()
    other = Repository(tmp_path / "other", app)
    other.git("fetch", "--quiet", "heroku", "main")

    assert other.git("rev-parse", "FETCH_HEAD") == commit


def test_rewritten_history_deploys_when_forced(clone: Repository, app: App) -> None:
    clone.commit("one")
    clone.push()
    (clone.folder / "VERSION").write_text("rewritten")
    clone.git("commit", "--quiet", "--all", "--amend", "--message", "rewritten")

    assert "[rejected]" in clone.push().stdout
    assert clone.push("--force", "main").returncode == 0
    wait_until(lambda: app.visit().text == "rewritten")


def test_a_push_of_megabytes_deploys(clone: Repository, app: App) -> None:
    (clone.folder / "noise").write_bytes(bytes(range(256)) * 4096)
    clone.git("config", "core.compression", "0")
    clone.commit("large")

    assert clone.push().returncode == 0
    assert app.visit().text == "large"


@pytest.mark.parametrize("name", ["..", ".git", "/etc/x", "a/../../x"])
def test_a_tree_that_leads_out_of_itself_is_rejected(
    clone: Repository, app: App, name: str
) -> None:
    """git makes no such tree, but takes one that was made by hand."""
    clone.commit()
    blob = bytes.fromhex(clone.git("rev-parse", "HEAD:Procfile"))
    (clone.folder / "tree").write_bytes(b"100644 %b\0%b" % (name.encode(), blob))
    tree = clone.git("hash-object", "-t", "tree", "--literally", "-w", "tree")
    clone.git("update-ref", "refs/heads/main", clone.git("commit-tree", "-m", "evil", tree))
    done = clone.push()

    assert done.returncode != 0
    assert "could not archive" in done.stdout
    assert (builds(app), clone.remote()) == (0, {})


def test_without_the_key_nothing_is_said(clone: Repository) -> None:
    clone.commit()
    done = clone.push(HEROKU_API_KEY="another-key")

    assert done.returncode == 128
    assert "remote: Invalid credentials provided. The API key is accepted" in done.stdout
    assert KEY not in done.stdout


def test_an_unknown_app_has_no_repository(clone: Repository) -> None:
    url = clone.git("remote", "get-url", "heroku")
    done = clone.try_git("ls-remote", re.sub("[^/]+$", "no-such-app.git", url))

    assert "remote: Couldn't find that app." in done.stdout


@pytest.mark.parametrize(
    "path",
    [
        "/..%2f..%2fstore.git/info/refs",
        "/%2e%2e.git/info/refs",
        "/.git/info/refs",
        "/a%00b.git/info/refs",
        "/caf%C3%A9.git/info/refs",
        "/%0a.git/info/refs",
        "/{app}.git/config",
        "/{app}.git/HEAD",
        "/{app}.git/objects/info/packs",
        "/{app}.git/info/../../other.git/info/refs",
    ],
)
def test_other_paths_lead_nowhere(platform: Platform, app: App, path: str) -> None:
    url = f"{platform.address}{path.format(app=app.name)}?service=git-upload-pack"

    assert platform.get(url).status_code == 404


def test_a_senseless_request_is_answered_nothing(platform: Platform, app: App) -> None:
    kind = {"content-type": "application/x-git-receive-pack-request"}

    with pytest.raises(httpx.RemoteProtocolError):
        platform.api.post(f"/{app.name}.git/git-receive-pack", content=b"no packet", headers=kind)


def test_two_pushes_at_once_deploy_one(clone: Repository, gate: Gate) -> None:
    commit = clone.commit("first", held_by(gate))
    with clone.start("push", "heroku", "main") as first:
        wait_until(gate.waiting)
        clone.commit("second")
        second = clone.push()
        gate.answer()
        first.communicate(timeout=60)

    assert "Another push to this app is being deployed." in second.stdout
    assert (second.returncode, first.returncode) == (1, 0)
    assert clone.remote() == {"refs/heads/main": commit}


def test_a_client_that_leaves_does_not_undo_its_push(
    clone: Repository, app: App, gate: Gate
) -> None:
    commit = clone.commit("left alone", held_by(gate))
    with clone.start("push", "heroku", "main") as push:
        wait_until(gate.waiting)
        push.kill()
    gate.answer()
    wait_until(lambda: clone.remote() == {"refs/heads/main": commit})

    assert app.visit().text == "left alone"


def test_a_client_that_leaves_too_early_leaves_nothing(
    platform: Platform, app: App, clone: Repository
) -> None:
    clone.remote()
    address = httpx.URL(platform.address)
    change = f"{'0' * 40} {'1' * 40} refs/heads/main\0report-status"
    body = f"{len(change) + 4:04x}{change}0000PACK\0\0\0\2\0\0\0\5".encode()
    head = (
        f"POST /{app.name}.git/git-receive-pack HTTP/1.1\r\nHost: {address.netloc.decode()}\r\n"
        f"Authorization: Bearer {KEY}\r\nContent-Length: 100000\r\n"
        "Content-Type: application/x-git-receive-pack-request\r\n\r\n"
    )
    with socket.create_connection((address.host, address.port or 0), timeout=20) as client:
        client.sendall(head.encode() + body)
        objects = kept(platform, app) / "objects"
        wait_until(lambda: list(objects.glob("tmp_objdir-*")))
    wait_until(lambda: not list(objects.glob("tmp_objdir-*")))

    assert clone.remote() == {}


def test_an_app_that_is_destroyed_ends_its_push(
    platform: Platform, clone: Repository, app: App, silent_url: str
) -> None:
    hold_builds(app, silent_url)
    clone.commit()
    with clone.start("push", "heroku", "main") as push:
        wait_until(lambda: builds(app) == 2)
        app.delete()
        said, _ = push.communicate(timeout=60)
    wait_until(lambda: not kept(platform, app).exists())

    assert push.returncode != 0, said


@pytest.fixture
def own(data: Path) -> Iterator[Platform]:
    platform = Platform(data)
    yield platform
    platform.remove()


def test_a_platform_that_is_killed_has_rejected_the_push(
    own: Platform, tmp_path: Path, silent_url: str
) -> None:
    app = App(own)
    clone = Repository(tmp_path / "clone", app)
    hold_builds(app, silent_url)
    commit = clone.commit()
    with clone.start("push", "heroku", "main") as push:
        wait_until(lambda: builds(app) == 2)
        own.stop(signal.SIGKILL)
        push.communicate(timeout=60)
    own.start()
    before = clone.remote()
    again = clone.push()

    assert (push.returncode != 0, before) == (True, {})
    assert (again.returncode, clone.remote()) == (0, {"refs/heads/main": commit})
    assert not list((kept(own, app) / "objects").glob("tmp_objdir-*"))
