"""Sources, builds and slugs over HTTP, built for real."""

from __future__ import annotations

import gzip
import hashlib
import io
import tarfile
from typing import Any

import pytest

from tests.localheroku import plain
from tests.localheroku.platform import App, Platform
from tests.localheroku.sources import PROCFILE, packed, source
from tests.waiting import wait_until

COMMIT = "0123456789abcdef0123456789abcdef01234567"


def output(build: dict[str, str]) -> str:
    """All of a build's output; the stream ends when the build does."""
    return plain.get(build["output_stream_url"], timeout=60).text


def test_a_build_makes_a_slug_and_a_release(app: App) -> None:
    build = app.build(source(), version=COMMIT)
    release = app.releases()[0]

    assert (build["status"], build["release"]["id"]) == ("succeeded", release["id"])
    assert (release["description"], release["slug"]) == ("Deploy 01234567", build["slug"])


def test_the_slug_knows_its_commit_and_process_types(app: App) -> None:
    build = app.build(source(), version=COMMIT)
    slug = app.get(f"/slugs/{build['slug']['id']}")

    assert slug["commit"] == COMMIT
    assert slug["process_types"] == {"web": "python web.py", "worker": "python worker.py"}


def test_the_output_tells_of_the_build_and_the_release(app: App) -> None:
    text = output(app.build(source()))

    assert "-----> Python app detected" in text
    assert "-----> Launching...\n       Released v3\n" in text
    assert f"{app.get()['web_url']} deployed to Heroku" in text


def test_a_failed_build_makes_no_release_and_says_why(app: App) -> None:
    build = app.build(packed({"readme.txt": "nothing to build"}))

    assert (build["status"], build["release"], build["slug"]) == ("failed", None, None)
    assert app.releases()[0]["version"] == 2
    assert "requirements.txt" in output(build)


def test_a_right_checksum_is_accepted_in_any_case(app: App) -> None:
    archive = source()
    checksum = f"SHA256:{hashlib.sha256(archive).hexdigest()}"

    assert app.build(archive, checksum=checksum)["status"] == "succeeded"


def test_a_wrong_checksum_fails_the_build(app: App) -> None:
    build = app.build(source(), checksum="SHA256:00")

    assert build["status"] == "failed"
    assert "not SHA256:00 as declared" in output(build)


def test_a_source_that_was_never_uploaded_fails_the_build(app: App, platform: Platform) -> None:
    url = platform.post("/sources").json()["source_blob"]["get_url"]
    build = app.post("/builds", {"source_blob": {"url": url}}).json()

    assert "Nothing was uploaded" in output(build)
    assert app.get(f"/builds/{build['id']}")["status"] == "failed"


def test_a_source_elsewhere_that_can_not_be_fetched_fails_the_build(
    app: App, platform: Platform
) -> None:
    blob = {"url": f"{platform.address}/nothing-here"}
    build = app.post("/builds", {"source_blob": blob}).json()

    assert "could not be fetched: its server answered 401" in output(build)


def test_what_was_uploaded_is_downloaded_without_a_key(platform: Platform) -> None:
    blob = platform.post("/sources").json()["source_blob"]
    plain.put(blob["put_url"], content=b"an archive")

    assert plain.get(blob["get_url"]).content == b"an archive"


def test_a_guessed_source_is_not_found(platform: Platform) -> None:
    assert plain.put(f"{platform.address}/sources/guess", content=b"x").status_code == 404


def test_a_buildpack_that_can_not_run_here_is_refused(app: App) -> None:
    wish = {"source_blob": {"url": "https://example.com/a.tgz"}, "buildpacks": [{"url": "go"}]}
    answer = app.post("/builds", wish)

    assert answer.status_code == 422
    assert "accepted: heroku/python" in answer.json()["message"]


def test_builds_of_one_app_end_in_the_order_in_which_they_were_asked_for(
    app: App, platform: Platform
) -> None:
    for version in ("first", "second"):
        blob = platform.post("/sources").json()["source_blob"]
        plain.put(blob["put_url"], content=source(version))
        app.post("/builds", {"source_blob": {"url": blob["get_url"], "version": version}})
    wait_until(lambda: len(app.releases()) == 4)

    assert [one["description"] for one in app.releases()][:2] == ["Deploy second", "Deploy first"]


def test_a_slug_can_be_uploaded_and_released(app: App) -> None:
    wish = {"process_types": {"web": "python3 web.py"}, "commit": COMMIT}
    slug = app.post("/slugs", wish).json()
    assert slug["blob"]["method"] == "put"
    plain.put(slug["blob"]["url"], content=source("uploaded")).raise_for_status()
    app.post("/releases", {"slug": slug["id"]}).raise_for_status()

    assert app.visit().text == "uploaded"


def test_a_slug_without_its_code_can_not_be_released(app: App) -> None:
    slug = app.post("/slugs", {"process_types": {"web": "run"}}).json()
    answer = app.post("/releases", {"slug": slug["id"]})

    assert answer.status_code == 422
    assert "upload" in answer.json()["message"]


@pytest.mark.parametrize(
    ("upload", "checksum", "reason"),
    [(b"none", None, "archive"), (source(), "SHA256:0", "Its checksum is sha256:")],
)
def test_an_upload_that_can_not_run_is_taken_and_refused_when_released(
    app: App, upload: bytes, checksum: str | None, reason: str
) -> None:
    """The provider would send a refused upload again and again for twenty minutes."""
    wish = {"process_types": {"web": "run"}, "checksum": checksum}
    slug = app.post("/slugs", wish).json()
    uploaded = plain.put(slug["blob"]["url"], content=upload)
    answer = app.post("/releases", {"slug": slug["id"]})

    assert (uploaded.status_code, answer.status_code) == (200, 422)
    assert reason in answer.json()["message"]


@pytest.mark.parametrize("types", [{}, {"../web": "run"}, {"web": ""}, {"web": 1}])
def test_a_slug_of_bad_process_types_is_refused(app: App, types: dict[str, object]) -> None:
    assert app.post("/slugs", {"process_types": types}).status_code == 422


def test_a_slug_is_downloaded_as_an_archive(deployed: App, code: str) -> None:
    blob = deployed.get(f"/slugs/{code}")["blob"]
    archive = plain.get(blob["url"]).content
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        procfile = tar.extractfile("./app/Procfile")

        assert procfile
        assert procfile.read().decode() == PROCFILE


def start(app: App, url: str) -> dict[str, Any]:
    answer = app.post("/builds", {"source_blob": {"url": url}})
    assert answer.status_code == 201, answer.text
    build: dict[str, Any] = answer.json()
    return build


def test_a_canceled_build_has_failed_and_lets_the_next_one_start(app: App, silent_url: str) -> None:
    hanging = start(app, silent_url)
    waiting = start(app, "http://127.0.0.1:9/")
    body = app.delete(f"/builds/{hanging['id']}").json()
    wait_until(lambda: app.get(f"/builds/{waiting['id']}")["status"] == "failed")

    assert (body["id"], body["status"], body["release"]) == (hanging["id"], "failed", None)
    assert output(body).endswith(" !     Build canceled by user trial@localhost.\n")
    assert "could not be fetched" in output(waiting)


def test_a_build_that_is_canceled_before_its_turn_never_starts(app: App, silent_url: str) -> None:
    hanging, waiting = start(app, silent_url), start(app, silent_url)
    app.delete(f"/builds/{waiting['id']}").raise_for_status()
    app.delete(f"/builds/{hanging['id']}").raise_for_status()
    last = app.build(source("three"))

    assert app.get(f"/builds/{waiting['id']}")["status"] == "failed"
    assert (last["status"], app.releases()[0]["version"]) == ("succeeded", 3)


def test_a_build_that_has_ended_can_not_be_canceled(app: App) -> None:
    build = app.build(packed({"readme.txt": ""}))
    answer = app.delete(f"/builds/{build['id']}")

    assert (answer.status_code, answer.json()["id"]) == (422, "invalid_params")
    assert "it has failed already" in answer.json()["message"]


def test_destroying_an_app_ends_its_build(platform: Platform, silent_url: str) -> None:
    app = App(platform)
    build = start(app, silent_url)
    with plain.stream("GET", build["output_stream_url"]) as output_until_then:
        app.delete().raise_for_status()

        assert output_until_then.read() == b""
    assert platform.get(f"/apps/{app.id}").status_code == 404


def test_an_archive_made_to_do_harm_fails_in_a_sentence(app: App) -> None:
    """Its headers follow each other deeper than Python can go."""
    header = tarfile.TarInfo("x")
    header.type, header.size = tarfile.XHDTYPE, 10
    member = header.tobuf() + b"10 path=x\n".ljust(tarfile.BLOCKSIZE, b"\0")
    build = app.build(gzip.compress(member * 3000))

    assert build["status"] == "failed"
    assert "The archive can't be read as a .tar.gz" in plain.get(build["output_stream_url"]).text
