"""App, call by call as the official provider makes them."""

from __future__ import annotations

import pytest

from ops.toolchain.heroku.apps import App
from ops.toolchain.heroku.call import Call
from ops.toolchain.heroku.errors import ApiError, CancelledError
from tests.ops.toolchain.heroku.conftest import call_with
from tests.ops.toolchain.heroku.platform import (
    APP,
    NOT_FOUND,
    OTHER,
    Platform,
    Refusal,
    Sequence,
    app,
    release,
)

LOOK = [
    f"GET /apps/{APP}",
    f"GET /apps/{APP}/buildpack-installations",
    f"GET /apps/{APP}/config-vars",
]
VARS = [
    f"PATCH /apps/{APP}/config-vars",
    f"GET /apps/{APP}/releases",
    f"GET /apps/{APP}/releases/{OTHER}",
]
INPUTS = {"name": "shop", "region": "us", "stack": "heroku-26"}


@pytest.fixture(autouse=True)
def an_app(platform: Platform) -> None:
    """The platform takes everything about one app."""
    platform.answers |= {
        "POST /apps": app(),
        f"GET /apps/{APP}": app(),
        f"PATCH /apps/{APP}": app(),
        f"DELETE /apps/{APP}": app(),
        f"POST /apps/{APP}/acm": app(),
        f"DELETE /apps/{APP}/acm": app(),
        f"GET /apps/{APP}/buildpack-installations": [],
        f"PUT /apps/{APP}/buildpack-installations": [],
        f"GET /apps/{APP}/config-vars": {"A": "1", "DATABASE_URL": "postgres://secret"},
        f"PATCH /apps/{APP}/config-vars": {},
        f"GET /apps/{APP}/releases": [release()],
        f"GET /apps/{APP}/releases/{OTHER}": release(),
    }


def test_a_create_waits_for_the_first_release_and_looks(call: Call, platform: Platform) -> None:
    found = App().create(call, INPUTS)

    assert platform.calls == ["POST /apps", *VARS, *LOOK]
    assert platform.body("POST /apps") == INPUTS
    assert platform.body(VARS[0]) == {}
    assert found.id == APP


def test_the_newest_release_is_asked_for(call: Call, platform: Platform) -> None:
    App().create(call, INPUTS)
    asked = platform.headers[platform.calls.index(f"GET /apps/{APP}/releases")]

    assert asked["Range"] == "version ..; max=1,order=desc"


def test_a_create_with_all_that_there_is(call: Call, platform: Platform) -> None:
    vars = {"configVars": {"A": "1"}, "sensitiveConfigVars": {"B": "2"}}
    App().create(call, INPUTS | vars | {"buildpacks": ["heroku/python"], "acm": True})

    assert platform.calls[4:6] == [
        f"PUT /apps/{APP}/buildpack-installations",
        f"POST /apps/{APP}/acm",
    ]
    assert platform.body(VARS[0]) == {"A": "1", "B": "2"}


def test_what_is_seen(call: Call) -> None:
    found = App().create(call, INPUTS | {"configVars": {"A": "1"}})

    assert found.outputs == INPUTS | {
        "buildpacks": [],
        "configVars": {"A": "1"},
        "sensitiveConfigVars": {},
        "allConfigVars": {},
        "acm": False,
        "internalRouting": False,
        "gitUrl": "https://git.heroku.com/shop.git",
        "webUrl": "http://shop.localhost:5000/",
        "herokuHostname": "shop.localhost:5000",
        "uuid": APP,
    }


def test_all_config_vars_are_in_the_state_unless_switched_off(platform: Platform) -> None:
    found = App().create(call_with(platform, customizations=[]), INPUTS)

    assert found.outputs["allConfigVars"] == {"A": "1", "DATABASE_URL": "postgres://secret"}
    assert App.properties["allConfigVars"].secret


def test_what_was_created_is_kept_when_the_rest_fails(call: Call, platform: Platform) -> None:
    platform.answers[VARS[0]] = Refusal(422, {"id": "invalid_params", "message": "No."})

    with pytest.raises(ApiError, match=r"config-vars failed: No\. \(422, invalid_params\)"):
        App().create(call, INPUTS)
    assert call.kept_id == APP


def test_a_refused_create_keeps_nothing(call: Call, platform: Platform) -> None:
    taken = {"id": "invalid_params", "message": "Name shop is already taken"}
    platform.answers["POST /apps"] = Refusal(422, taken)

    with pytest.raises(ApiError, match="POST /apps failed: Name shop is already taken"):
        App().create(call, INPUTS)
    assert call.kept_id == ""


def test_the_delay_after_a_create_ends_with_an_interrupt(platform: Platform) -> None:
    call = call_with(platform, delays={"postAppCreateDelay": 600})
    call.cancelled.set()

    with pytest.raises(CancelledError):
        App().create(call, INPUTS)


def test_an_app_that_is_gone(call: Call, platform: Platform) -> None:
    platform.answers[f"GET /apps/{APP}"] = Refusal(404, NOT_FOUND)

    assert App().read(call, APP, INPUTS) is None


def test_only_the_app_itself_can_be_gone(call: Call, platform: Platform) -> None:
    platform.answers[f"GET /apps/{APP}/config-vars"] = Refusal(404, NOT_FOUND)

    with pytest.raises(ApiError):
        App().read(call, APP, INPUTS)


def test_a_404_with_another_id_is_an_error(call: Call, platform: Platform) -> None:
    platform.answers[f"GET /apps/{APP}"] = Refusal(404, {"id": "proxy", "message": "Who?"})

    with pytest.raises(ApiError):
        App().read(call, APP, INPUTS)


def test_a_rename_sends_the_name_and_an_empty_change_of_vars(
    call: Call, platform: Platform
) -> None:
    App().update(call, APP, INPUTS, INPUTS | {"name": "store"})

    assert platform.calls == [f"PATCH /apps/{APP}", *VARS, *LOOK]
    assert platform.body(f"PATCH /apps/{APP}") == {"name": "store"}
    assert platform.body(VARS[0]) == {}


def test_another_stack_is_the_next_build_s(call: Call, platform: Platform) -> None:
    App().update(call, APP, INPUTS, INPUTS | {"stack": "heroku-24"})

    assert platform.body(f"PATCH /apps/{APP}") == {"build_stack": "heroku-24"}


def test_a_var_that_is_no_longer_given_is_unset(call: Call, platform: Platform) -> None:
    olds = INPUTS | {"configVars": {"A": "1", "GONE": "2"}, "sensitiveConfigVars": {"S": "3"}}
    news = INPUTS | {"configVars": {"A": "1", "NEW": "4"}, "sensitiveConfigVars": {"S": "3"}}
    App().update(call, APP, olds, news)

    assert platform.body(VARS[0]) == {"A": "1", "NEW": "4", "GONE": None}


def test_certificates_are_switched(call: Call, platform: Platform) -> None:
    App().update(call, APP, {"acm": False}, {"acm": True})
    App().update(call, APP, {"acm": True}, {"acm": False})

    assert [each for each in platform.calls if each.endswith("/acm")] == [
        f"POST /apps/{APP}/acm",
        f"DELETE /apps/{APP}/acm",
    ]


def test_a_delete(call: Call, platform: Platform) -> None:
    App().delete(call, APP, INPUTS)

    assert platform.calls == [f"DELETE /apps/{APP}"]


def test_an_import_by_name_takes_the_uuid_for_the_id(call: Call, platform: Platform) -> None:
    for path in ("", "/buildpack-installations", "/config-vars"):
        platform.answers[f"GET /apps/shop{path}"] = platform.answers[f"GET /apps/{APP}{path}"]
    found = App().adopt(call, "shop")

    assert found
    assert found.id == APP


def test_an_app_without_a_release_is_an_error(call: Call, platform: Platform) -> None:
    platform.answers[f"GET /apps/{APP}/releases"] = Sequence([])

    with pytest.raises(Exception, match="has no release"):
        App().create(call, INPUTS)
