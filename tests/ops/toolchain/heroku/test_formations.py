"""Formation, call by call."""

from __future__ import annotations

from typing import Any

import pytest

from ops.toolchain.heroku.call import Call
from ops.toolchain.heroku.errors import ApiError
from ops.toolchain.heroku.formations import Formation
from ops.toolchain.heroku.values import Values
from tests.ops.toolchain.heroku.platform import APP, OTHER, Platform, app

PATCH = f"PATCH /apps/{APP}/formation/web"
LOOK = f"GET /apps/{APP}/formation/{OTHER}"
INPUTS = {"appId": APP, "type": "web", "quantity": 1, "size": "basic"}


def formation(**different: Any) -> Values:
    shown = {"id": OTHER, "app": {"id": APP}, "type": "web", "quantity": 1, "size": "Basic"}
    return shown | different


@pytest.fixture(autouse=True)
def an_app(platform: Platform) -> None:
    platform.answers |= {f"GET /apps/{APP}": app(), PATCH: formation(), LOOK: formation()}


def test_a_create_is_a_change_of_what_is_there(call: Call, platform: Platform) -> None:
    found = Formation().create(call, INPUTS)

    assert platform.calls == [f"GET /apps/{APP}", PATCH, LOOK]
    assert platform.body(PATCH) == {"quantity": 1, "size": "basic"}
    assert found == (OTHER, INPUTS | {"size": "Basic"})


def test_an_update_sends_what_changed(call: Call, platform: Platform) -> None:
    olds = INPUTS | {"size": "Basic"}
    Formation().update(call, OTHER, olds, INPUTS | {"quantity": 2})

    assert platform.body(PATCH) == {"quantity": 2}


def test_the_case_of_a_size_is_no_change() -> None:
    olds = INPUTS | {"size": "Basic"}

    assert list(Formation().changes(olds, INPUTS, INPUTS)) == []


def test_the_programs_spelling_of_a_size_survives_a_refresh(call: Call) -> None:
    found = Formation().read(call, OTHER, INPUTS)

    assert Formation().inputs_of(found, INPUTS)["size"] == "basic"


def test_an_unknown_process_type_is_the_platforms_error(call: Call) -> None:
    with pytest.raises(ApiError, match=r"formation/worker failed: .* \(404, not_found\)"):
        Formation().create(call, INPUTS | {"type": "worker"})


def test_a_delete_makes_no_call(call: Call, platform: Platform) -> None:
    Formation().delete(call, OTHER, INPUTS)

    assert platform.calls == []


def test_it_is_imported_by_app_and_type(call: Call, platform: Platform) -> None:
    platform.answers["GET /apps/shop/formation/web"] = formation()

    assert Formation().adopt(call, "shop:web").id == OTHER
