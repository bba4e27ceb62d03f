"""What all resources have in common: checks, changes, previews."""

from __future__ import annotations

import pytest

from ops.toolchain.heroku.addons import Addon, Attachment
from ops.toolchain.heroku.apps import App
from ops.toolchain.heroku.config_associations import ConfigAssociation
from ops.toolchain.heroku.domains import Domain
from ops.toolchain.heroku.formations import Formation
from ops.toolchain.heroku.pipelines import Coupling
from ops.toolchain.heroku.resource import DEFAULTS, Change, Found
from ops.toolchain.heroku.values import UNKNOWN, Secret
from tests.ops.toolchain.heroku.platform import APP, OTHER

ADDON = {"appId": APP, "plan": "heroku-postgresql"}


def test_a_name_that_is_not_given_is_made_up_from_the_logical_name() -> None:
    inputs = Addon().check("postgres", {}, ADDON, b"seed")

    assert inputs["name"].startswith("postgres-")
    assert len(inputs["name"]) == len("postgres-") + 7
    assert inputs[DEFAULTS] == ["name"]


def test_a_made_up_name_is_the_same_in_preview_and_update() -> None:
    preview, update = (Addon().check("postgres", {}, ADDON, b"seed") for _ in range(2))

    assert preview == update


def test_a_made_up_name_stays_for_good() -> None:
    before = Addon().check("postgres", {}, ADDON, b"seed")

    assert Addon().check("postgres", before, ADDON, b"another") == before


def test_a_name_that_was_given_once_does_not_stay() -> None:
    before = Attachment().check("a", {}, {"name": "REPORTS"}, b"seed")

    assert Attachment().check("a", before, {}, b"seed")["name"] != "REPORTS"


def test_all_that_is_wrong_is_said() -> None:
    failures = list(
        Formation().failures({"appId": "shop", "quantity": "2", "size": "basic", "color": "red"})
    )

    assert failures == [
        "type is required.",
        "appId: a UUID is expected; found 'shop'.",
        "quantity has to be a whole number; found str.",
        "color is no input of heroku:formation/formation:Formation. "
        "It takes: appId, quantity, size, type.",
    ]


def test_what_only_the_platform_can_say_is_no_input() -> None:
    (failure,) = Domain().failures({"appId": APP, "hostname": "a.example", "cname": "x"})

    assert failure.startswith("cname is no input of heroku:domain/domain:Domain.")


def test_what_is_not_known_yet_can_not_be_wrong() -> None:
    assert (
        list(Coupling().failures({"appId": UNKNOWN, "pipeline": UNKNOWN, "stage": UNKNOWN})) == []
    )


@pytest.mark.parametrize("key", ["space", "organization"])
def test_teams_are_refused_and_not_ignored(key: str) -> None:
    value = {"name": "t"} if key == "organization" else "s"
    (failure,) = App().failures({"name": "shop", "region": "us", key: value})

    assert "are not in the stand-in provider" in failure


def test_a_map_changes_key_by_key() -> None:
    olds = {"appId": APP, "vars": {"SAME": "1", "OLD": "2", "OTHER": "3"}}
    news = {"appId": APP, "vars": {"SAME": "1", "NEW": "4", "OTHER": "5"}}

    assert list(ConfigAssociation().changes(olds, olds, news)) == [
        Change("vars.OLD", "vars", "delete", False),
        Change("vars.OTHER", "vars", "update", False),
        Change("vars.NEW", "vars", "add", False),
    ]


def test_of_a_secret_map_only_that_it_changes_is_said() -> None:
    olds = {"appId": APP, "sensitiveVars": {"TOKEN_OF_MALLORY": "1"}}
    news = {"appId": APP, "sensitiveVars": {"TOKEN_OF_MALLORY": "2"}}

    assert list(ConfigAssociation().changes(olds, olds, news)) == [
        Change("sensitiveVars", "sensitiveVars", "update", False)
    ]


def test_a_value_that_is_not_known_yet_counts_as_a_change() -> None:
    olds = {"appId": APP, "pipeline": OTHER, "stage": "staging"}

    assert list(Coupling().changes(olds, olds, olds | {"pipeline": UNKNOWN})) == [
        Change("pipeline", "pipeline", "update", True)
    ]


def test_what_the_platform_filled_in_is_no_change() -> None:
    olds = {"name": "shop", "region": "us", "stack": "heroku-26", "acm": False, "buildpacks": []}
    given = {"name": "shop", "region": "us"}

    assert list(App().changes(olds, given, given)) == []


def test_what_was_given_and_is_no_longer_is_a_change() -> None:
    olds = {"appId": APP, "vars": {"A": "1"}, "sensitiveVars": {"B": "2"}}

    assert list(ConfigAssociation().changes(olds, olds, {"appId": APP, "vars": {"A": "1"}})) == [
        Change("sensitiveVars", "sensitiveVars", "delete", False)
    ]


def test_two_apps_of_one_name_cannot_be() -> None:
    given = {"name": "shop", DEFAULTS: []}

    assert App().delete_before_replace({"name": "shop"}, given)
    assert not App().delete_before_replace({"name": "shop"}, given | {"name": "store"})
    assert not App().delete_before_replace({"name": "shop"}, given | {DEFAULTS: ["name"]})


def test_a_preview_knows_what_was_given_and_no_more() -> None:
    foreseen = App().foreseen({"name": "shop", "region": "us", DEFAULTS: []})

    assert foreseen["name"] == "shop"
    assert foreseen["webUrl"] is UNKNOWN
    assert foreseen["space"] is None
    assert DEFAULTS not in foreseen


def test_the_preview_of_an_update_keeps_what_is_there() -> None:
    olds = {"appId": APP, "plan": "a:b", "name": "pg", "configVars": ["DATABASE_URL"]}
    foreseen = Addon().foreseen({"appId": APP, "plan": "a:c", "name": "pg"}, olds)

    assert foreseen["configVars"] == ["DATABASE_URL"]
    assert foreseen["plan"] == "a:c"


def test_secret_outputs_are_wrapped() -> None:
    wrapped = Addon().with_secrets({"name": "pg", "configVarValues": {"DATABASE_URL": "x"}})

    assert wrapped == {"name": "pg", "configVarValues": Secret({"DATABASE_URL": "x"})}


def test_what_changed_by_hand_shows_in_the_inputs_after_a_refresh() -> None:
    found = Found(APP, {"name": "renamed", "region": "us", "stack": "heroku-26"})
    inputs = App().inputs_of(found, {"name": "shop", "region": "us", DEFAULTS: []})

    assert inputs == {"name": "renamed", "region": "us", DEFAULTS: []}


def test_an_import_finds_the_inputs_that_would_lead_there() -> None:
    found = Found(APP, {"name": "shop", "region": "us", "buildpacks": [], "webUrl": "http://x"})

    assert App().inputs_of(found, None) == {"name": "shop", "region": "us"}
