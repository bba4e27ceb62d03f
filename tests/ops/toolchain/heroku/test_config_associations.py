"""ConfigAssociation, call by call."""

from __future__ import annotations

import pytest

from ops.toolchain.heroku.call import Call
from ops.toolchain.heroku.config_associations import ConfigAssociation
from ops.toolchain.heroku.errors import FailedError, ProviderError
from tests.ops.toolchain.heroku.platform import APP, OTHER, Platform, release

PATCH = f"PATCH /apps/{APP}/config-vars"
LOOK = f"GET /apps/{APP}/config-vars"
WAIT = [f"GET /apps/{APP}/releases", f"GET /apps/{APP}/releases/{OTHER}"]
INPUTS = {"appId": APP, "vars": {"A": "1"}, "sensitiveVars": {"KEY": "s3cret"}}


@pytest.fixture(autouse=True)
def an_app(platform: Platform) -> None:
    platform.answers |= {
        PATCH: {},
        LOOK: {"A": "1", "KEY": "s3cret", "DATABASE_URL": "postgres://other"},
        WAIT[0]: [release()],
        WAIT[1]: release(),
    }


def test_all_vars_are_one_change_and_one_release(call: Call, platform: Platform) -> None:
    found = ConfigAssociation().create(call, INPUTS)

    assert platform.calls == [PATCH, *WAIT, LOOK]
    assert platform.body(PATCH) == {"A": "1", "KEY": "s3cret"}
    assert found.id == f"config:{APP}"


def test_of_the_apps_vars_only_its_own_are_seen(call: Call) -> None:
    found = ConfigAssociation().create(call, INPUTS)

    assert found.outputs == INPUTS


def test_a_name_in_both_maps_is_refused_before_any_call(call: Call, platform: Platform) -> None:
    with pytest.raises(ProviderError, match=r"given twice, plain and sensitive: \['A'\]"):
        ConfigAssociation().create(call, INPUTS | {"sensitiveVars": {"A": "s3cret"}})
    assert platform.calls == []


def test_an_update_sends_the_map_that_changed(call: Call, platform: Platform) -> None:
    ConfigAssociation().update(call, f"config:{APP}", INPUTS, INPUTS | {"vars": {"B": "2"}})

    assert platform.body(PATCH) == {"A": None, "B": "2"}


def test_values_that_stay_set_are_kept_when_their_release_fails(
    call: Call, platform: Platform
) -> None:
    platform.answers[WAIT[1]] = release(status="failed")

    with pytest.raises(FailedError, match=r"v3 .* failed; the app's former release keeps serving"):
        ConfigAssociation().update(call, f"config:{APP}", INPUTS, INPUTS | {"vars": {}})
    assert call.kept_id == f"config:{APP}"


def test_a_create_whose_release_fails_is_not_kept(call: Call, platform: Platform) -> None:
    platform.answers[WAIT[1]] = release(status="failed")

    with pytest.raises(FailedError):
        ConfigAssociation().create(call, INPUTS)
    assert call.kept_id == ""


def test_a_var_removed_by_hand_is_seen(call: Call, platform: Platform) -> None:
    platform.answers[LOOK] = {"A": "1"}
    found = ConfigAssociation().read(call, f"config:{APP}", INPUTS)

    assert found.outputs["sensitiveVars"] == {}
    assert platform.calls == [LOOK]


def test_a_delete_unsets_all_its_vars(call: Call, platform: Platform) -> None:
    ConfigAssociation().delete(call, f"config:{APP}", INPUTS)

    assert platform.body(PATCH) == {"A": None, "KEY": None}
    assert platform.calls == [PATCH, *WAIT]


def test_it_cannot_be_imported(call: Call) -> None:
    with pytest.raises(ProviderError, match="can't be imported"):
        ConfigAssociation().adopt(call, f"config:{APP}")


def test_a_value_that_is_no_string_is_named_but_not_shown() -> None:
    inputs = INPUTS | {"sensitiveVars": {"PIN": 1234}}
    failures = list(ConfigAssociation().failures(inputs))

    assert failures == ["sensitiveVars: config vars are strings; found PIN (int)."]
