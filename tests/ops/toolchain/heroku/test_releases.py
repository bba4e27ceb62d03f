"""Release, call by call, and the waiting for one."""

from __future__ import annotations

import pytest

from ops.toolchain.heroku.call import Call
from ops.toolchain.heroku.errors import FailedError, ProviderError
from ops.toolchain.heroku.releases import Release
from tests.ops.toolchain.heroku.platform import APP, OTHER, Platform, Sequence, release

POST = f"POST /apps/{APP}/releases"
LIST = f"GET /apps/{APP}/releases"
LOOK = f"GET /apps/{APP}/releases/{OTHER}"
INPUTS = {"appId": APP, "slugId": OTHER}


@pytest.fixture(autouse=True)
def an_app(platform: Platform) -> None:
    platform.answers |= {POST: release(status="pending"), LOOK: release(), LIST: [release()]}


def test_a_create_waits_until_it_succeeded(call: Call, platform: Platform) -> None:
    platform.answers[LOOK] = Sequence(
        release(status="pending"), release(status="pending"), release()
    )
    found = Release().create(call, INPUTS)

    assert platform.calls == [POST, LOOK, LOOK, LOOK]
    assert platform.body(POST) == {"slug": OTHER}
    assert found == (OTHER, INPUTS | {"description": "Deploy 0123abcd"})


def test_a_description_is_sent(call: Call, platform: Platform) -> None:
    Release().create(call, INPUTS | {"description": "Promote staging"})

    assert platform.body(POST) == {"slug": OTHER, "description": "Promote staging"}


def test_a_failure_carries_the_output_and_keeps_nothing(call: Call, platform: Platform) -> None:
    failed = release(status="failed", output_stream_url=f"{platform.url}/streams/1")
    platform.answers[LOOK] = failed
    platform.answers["GET /streams/1"] = "Traceback:\nValueError: no such column\n"

    with pytest.raises(FailedError, match=r"(?s)v3 .* failed; .*ValueError: no such column"):
        Release().create(call, INPUTS)
    assert call.kept_id == ""


def test_a_failure_whose_output_is_elsewhere_is_still_the_failure(
    call: Call, platform: Platform
) -> None:
    platform.answers[LOOK] = release(status="failed", output_stream_url="https://heroku.example/1")

    with pytest.raises(FailedError, match=r"(?s)v3 .* failed; .*\(none\)"):
        Release().create(call, INPUTS)


def test_a_look_finds_the_release_by_its_id(call: Call, platform: Platform) -> None:
    Release().read(call, OTHER, INPUTS)

    assert platform.calls == [LOOK]


def test_an_import_takes_the_current_release(call: Call, platform: Platform) -> None:
    platform.answers["GET /apps/shop/releases"] = [release()]

    assert Release().adopt(call, "shop").id == OTHER


def test_a_newest_release_that_is_not_current_is_not_imported(
    call: Call, platform: Platform
) -> None:
    platform.answers["GET /apps/shop/releases"] = [release(current=False)]

    with pytest.raises(ProviderError, match="not the current one"):
        Release().adopt(call, "shop")


def test_another_slug_is_another_release() -> None:
    changes = list(Release().changes(INPUTS, INPUTS, INPUTS | {"slugId": APP}))

    assert [(change.path, change.replaces) for change in changes] == [("slugId", True)]


def test_another_description_alone_is_refused(call: Call, platform: Platform) -> None:
    with pytest.raises(ProviderError, match="make a new release"):
        Release().update(call, OTHER, INPUTS, INPUTS | {"description": "Other"})
    assert platform.calls == []
