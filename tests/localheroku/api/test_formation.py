"""Formation over HTTP: rows, scaling and Heroku's limits."""

from __future__ import annotations

from typing import Any

import pytest

from tests.localheroku.platform import App
from tests.localheroku.sources import source, with_release_phase


def quantities(app: App) -> dict[str, int]:
    return {one["type"]: one["quantity"] for one in app.get("/formation")}


def scale(app: App, type_: str = "web", **wish: Any) -> Any:
    return app.patch(f"/formation/{type_}", wish)


def test_before_any_code_there_is_none(app: App) -> None:
    answer = scale(app, quantity=1)

    assert app.get("/formation") == []
    assert answer.status_code == 404
    assert answer.json()["message"] == "Couldn't find that process type (web)."


def test_the_first_code_brings_all_types_and_one_web_dyno(app: App) -> None:
    app.deploy(with_release_phase("print()"))

    assert quantities(app) == {"release": 0, "web": 1, "worker": 0}


def test_ids_stay_across_deploys(deployed: App) -> None:
    before = {one["type"]: one["id"] for one in deployed.get("/formation")}
    deployed.deploy(source("two"))

    assert {one["type"]: one["id"] for one in deployed.get("/formation")} == before


def test_a_row_is_found_by_id_and_by_type(deployed: App) -> None:
    row = deployed.get("/formation/web")

    assert deployed.get(f"/formation/{row['id']}") == row


def test_sizes_are_accepted_in_any_case_and_answered_in_herokus(deployed: App) -> None:
    body = scale(deployed, quantity=2, size="standard-1x").json()

    assert (body["size"], body["quantity"]) == ("Standard-1X", 2)


def test_types_without_dynos_follow_the_others_to_a_new_tier(deployed: App) -> None:
    scale(deployed, size="standard-1x")

    assert deployed.get("/formation/worker")["size"] == "Standard-1X"


def test_basic_allows_one_dyno_per_type(deployed: App) -> None:
    answer = scale(deployed, quantity=2)

    assert answer.status_code == 422
    assert answer.json()["message"] == (
        "Cannot update to more than 1 Basic size dynos per process type."
    )


def test_basic_and_standard_do_not_mix(deployed: App) -> None:
    scale(deployed, "worker", quantity=1)
    answer = scale(deployed, size="standard-1x")

    assert answer.status_code == 422
    assert "web: Standard-1X, worker: Basic" in answer.json()["message"]


def test_all_types_change_their_tier_together(deployed: App) -> None:
    scale(deployed, "worker", quantity=1)
    updates = [{"type": type_, "size": "standard-2x"} for type_ in ("web", "worker")]
    body = deployed.patch("/formation", {"updates": updates}).json()

    assert {one["size"] for one in body} == {"Standard-2X"}


@pytest.mark.parametrize(("wish", "quantity"), [("2", 2), ("+2", 3), ("-1", 0), ("-9", 0)])
def test_the_cli_scales_with_strings(deployed: App, wish: str, quantity: int) -> None:
    updates = [{"type": "web", "quantity": wish, "size": "standard-1x"}]
    deployed.patch("/formation", {"updates": updates})

    assert quantities(deployed)["web"] == quantity


@pytest.mark.parametrize("quantity", [-1, 1.5, True, "two", 10**30, [1]])
def test_other_quantities_are_refused(deployed: App, quantity: object) -> None:
    assert scale(deployed, quantity=quantity).status_code == 422


def test_an_unknown_size_is_refused_with_the_accepted_ones(deployed: App) -> None:
    answer = scale(deployed, size="huge")

    assert answer.status_code == 422
    assert answer.json()["message"].startswith("No such size as huge. Accepted: Eco, Basic")


def test_the_release_type_can_not_be_scaled(app: App) -> None:
    app.deploy(with_release_phase("print()"))

    assert scale(app, "release", quantity=1).status_code == 422


def test_a_hundred_dynos_are_the_limit(deployed: App) -> None:
    answer = scale(deployed, quantity=101, size="standard-1x")

    assert answer.status_code == 422
    assert "more than 100" in answer.json()["message"]


@pytest.mark.parametrize(
    ("size", "quantity", "limit"),
    [
        ("eco", 2, 1),
        ("basic", 2, 1),
        ("standard-2x", 101, 100),
        ("performance-m", 11, 10),
        ("performance-2xl", 11, 10),
    ],
)
def test_a_type_has_as_many_dynos_as_its_size_allows(
    deployed: App, size: str, quantity: int, limit: int
) -> None:
    answer = scale(deployed, quantity=quantity, size=size)

    assert (answer.status_code, answer.json()["id"]) == (422, "invalid_params")
    assert answer.json()["message"].startswith(f"Cannot update to more than {limit} ")


@pytest.mark.parametrize(
    "sizes", [("eco", "basic"), ("eco", "standard-1x"), ("basic", "performance-m")]
)
def test_eco_and_basic_mix_with_nothing(deployed: App, sizes: tuple[str, str]) -> None:
    updates = [
        {"type": type_, "quantity": 1, "size": size}
        for type_, size in zip(("web", "worker"), sizes, strict=True)
    ]
    answer = deployed.patch("/formation", {"updates": updates})

    assert (answer.status_code, answer.json()["id"]) == (422, "invalid_params")
    assert "Cannot mix Eco or Basic dynos with other sizes" in answer.json()["message"]
    assert quantities(deployed) == {"web": 1, "worker": 0}


def test_an_app_has_two_eco_dynos_at_most(app: App) -> None:
    app.release(app.upload(dict.fromkeys(("one", "two", "three"), "sleep 60")))
    updates = [{"type": type_, "quantity": 1, "size": "eco"} for type_ in ("one", "two", "three")]
    answer = app.patch("/formation", {"updates": updates})

    assert answer.status_code == 422
    assert answer.json()["message"].startswith("Cannot run 3 dynos: an app may run 2")
