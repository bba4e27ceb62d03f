"""Build, call by call."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest

from ops.toolchain.heroku.builds import Build
from ops.toolchain.heroku.call import Call
from ops.toolchain.heroku.errors import ApiError, FailedError, ProviderError
from ops.toolchain.heroku.values import UNKNOWN, Values
from tests.ops.toolchain.heroku.platform import APP, OTHER, Platform, Refusal, Sequence

POST = f"POST /apps/{APP}/builds"
LOOK = f"GET /apps/{APP}/builds/{OTHER}"
CONTENT = b"an archive"
SUM = f"SHA256:{hashlib.sha256(CONTENT).hexdigest()}"


def build(platform: Platform, **different: Any) -> Values:
    return {
        "id": OTHER,
        "app": {"id": APP},
        "buildpacks": None,
        "output_stream_url": f"{platform.url}/streams/1",
        "release": {"id": APP},
        "slug": {"id": APP},
        "source_blob": {"url": f"{platform.url}/get", "checksum": SUM, "version": None},
        "stack": "heroku-26",
        "status": "succeeded",
        "user": {"id": APP, "email": "you@localhost"},
    } | different


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    file = tmp_path / "web.tar.gz"
    file.write_bytes(CONTENT)
    return file


@pytest.fixture
def inputs(archive: Path) -> Values:
    return {"appId": APP, "source": {"path": str(archive)}}


@pytest.fixture(autouse=True)
def an_app(platform: Platform) -> None:
    place = {"put_url": f"{platform.url}/put?signed=1", "get_url": f"{platform.url}/get"}
    platform.answers |= {
        "POST /sources": {"source_blob": place},
        "PUT /put?signed=1": "",
        POST: build(platform, status="pending", release=None, slug=None),
        LOOK: build(platform),
        "GET /streams/1": "-----> Python app detected\n",
    }


def test_the_archive_is_uploaded_then_built(call: Call, platform: Platform, inputs: Values) -> None:
    Build().create(call, inputs)
    asked = {"source_blob": {"url": f"{platform.url}/get", "checksum": SUM}}

    assert platform.calls == ["POST /sources", "PUT /put?signed=1", POST, LOOK, LOOK]
    assert platform.body("PUT /put?signed=1") == CONTENT
    assert platform.body(POST) == asked


def test_the_upload_goes_without_the_key(call: Call, platform: Platform, inputs: Values) -> None:
    Build().create(call, inputs)
    upload = platform.headers[platform.calls.index("PUT /put?signed=1")]

    assert "Authorization" not in upload
    assert "Content-Type" not in upload


def test_what_is_seen(call: Call, platform: Platform, inputs: Values) -> None:
    found = Build().create(call, inputs)

    assert found.outputs == inputs | {
        "buildpacks": [],
        "localChecksum": SUM,
        "outputStreamUrl": f"{platform.url}/streams/1",
        "releaseId": APP,
        "slugId": APP,
        "stack": "heroku-26",
        "status": "succeeded",
        "users": [{"email": "you@localhost", "id": APP}],
        "uuid": OTHER,
    }


def test_a_version_and_buildpacks_are_sent(call: Call, platform: Platform, archive: Path) -> None:
    source = {"path": str(archive), "version": "v1"}
    Build().create(call, {"appId": APP, "source": source, "buildpacks": ["heroku/python"]})

    assert platform.body(POST)["source_blob"]["version"] == "v1"
    assert platform.body(POST)["buildpacks"] == [{"url": "heroku/python"}]


def test_a_failure_carries_the_output(call: Call, platform: Platform, inputs: Values) -> None:
    pending = build(platform, status="pending")
    platform.answers[LOOK] = Sequence(pending, build(platform, status="failed"))
    platform.answers["GET /streams/1"] = "-----> One\n !     No matching distribution found\n"
    log = "complete build log follows:\n-----> One\n !     No matching distribution found\n"

    with pytest.raises(FailedError, match=log):
        Build().create(call, inputs)
    assert call.kept_id == ""


def test_a_refused_upload_is_an_error(call: Call, platform: Platform, inputs: Values) -> None:
    platform.answers["PUT /put?signed=1"] = Refusal(413, {"id": "too_large", "message": "Too big."})

    with pytest.raises(ApiError, match=r"Upload of .*web.tar.gz failed: Too big\."):
        Build().create(call, inputs)


def test_an_upload_elsewhere_is_refused(call: Call, platform: Platform, inputs: Values) -> None:
    place = {"put_url": "https://s3.example/put", "get_url": "https://s3.example/get"}
    platform.answers["POST /sources"] = {"source_blob": place}

    with pytest.raises(ProviderError, match="talks to this machine only"):
        Build().create(call, inputs)


def test_the_same_bytes_are_no_change(call: Call, inputs: Values) -> None:
    outputs = Build().create(call, inputs).outputs

    assert list(Build().changes(outputs, inputs, inputs)) == []


def test_other_bytes_are_another_build(call: Call, inputs: Values, archive: Path) -> None:
    outputs = Build().create(call, inputs).outputs
    archive.write_bytes(b"another archive")
    changes = list(Build().changes(outputs, inputs, inputs))

    assert [(change.path, change.replaces) for change in changes] == [("localChecksum", True)]


def test_an_archive_that_is_missing_is_named(inputs: Values, archive: Path) -> None:
    archive.unlink()

    with pytest.raises(ProviderError, match=f"can't be read: {archive}"):
        Build().foreseen(inputs)


def test_a_preview_knows_the_checksum_and_not_the_slug(inputs: Values) -> None:
    foreseen = Build().foreseen(inputs)

    assert foreseen["localChecksum"] == SUM
    assert foreseen["slugId"] is UNKNOWN


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ({}, "a source has either a path or a url"),
        ({"path": "a", "url": "https://b"}, "a source has either a path or a url"),
        ({"path": "a", "checksum": "SHA256:0"}, "leave it out"),
        ({"url": "http://b"}, "url has to start with https://"),
    ],
)
def test_a_source_that_cannot_be(source: Values, reason: str) -> None:
    (failure,) = Build().failures({"appId": APP, "source": source})

    assert reason in failure


def test_it_is_imported_by_app_and_build(call: Call, platform: Platform) -> None:
    platform.answers[f"GET /apps/shop/builds/{OTHER}"] = build(platform)
    found = Build().adopt(call, f"shop:{OTHER}")

    assert found.id == OTHER
    assert found.outputs["appId"] == APP
