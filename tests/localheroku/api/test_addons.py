"""Add-ons and their attachments over HTTP, with a real PostgreSQL."""

from __future__ import annotations

import re
from pathlib import Path

import psycopg
import pytest

from tests.localheroku.platform import App, Platform

PLAN = "heroku-postgresql:essential-0"


def test_a_database_is_provisioned_with_its_config_vars_named_at_once(app: App) -> None:
    body = app.post("/addons", {"plan": PLAN}).json()

    assert (body["state"], body["config_vars"]) == ("provisioning", ["DATABASE_URL"])


def test_a_provisioned_database_answers_at_its_url(app: App) -> None:
    app.add_database()
    url = app.get("/config-vars")["DATABASE_URL"]
    with psycopg.connect(url, sslmode="disable") as connection:
        row = connection.execute("SELECT 1 + 1").fetchone()

    assert row == (2,)
    assert re.fullmatch(r"postgres://\w+:\w+@127\.0\.0\.1:\d+/\w+", url)


def test_attaching_and_the_end_of_provisioning_are_releases(app: App) -> None:
    addon = app.add_database()

    assert [one["description"] for one in app.releases()][:3] == [
        f"@ref:{addon['name']} completed provisioning, setting DATABASE_URL.",
        f"Attach DATABASE (@ref:{addon['name']})",
        "Enable Logplex",
    ]
    assert app.releases()[0]["addon_plan_names"] == [PLAN]


@pytest.mark.parametrize("change", [{"DATABASE_URL": "x"}, {"DATABASE_URL": None}])
def test_its_variable_can_not_be_set_or_removed(app: App, change: dict[str, str | None]) -> None:
    app.add_database()
    answer = app.patch("/config-vars", change)

    assert answer.status_code == 422
    assert answer.json()["message"] == "Cannot overwrite attachment values DATABASE_URL."


def test_a_second_database_gets_a_colour(app: App) -> None:
    app.add_database()
    second = app.add_database()

    assert re.fullmatch(r"HEROKU_POSTGRESQL_[A-Z]+_URL", second["config_vars"][0])


def test_a_plan_may_be_an_object_and_the_attachment_named(app: App) -> None:
    body = app.post("/addons", {"plan": {"name": PLAN}, "attachment": {"name": "MAIN"}}).json()

    assert body["config_vars"] == ["MAIN_URL"]


def test_an_unknown_plan_is_refused_with_the_offered_ones(app: App) -> None:
    answer = app.post("/addons", {"plan": "heroku-redis:mini"})

    assert answer.status_code == 404
    assert "heroku-postgresql:essential-0" in answer.json()["message"]


def test_an_empty_plan_leaves_the_plan(app: App) -> None:
    addon = app.add_database()
    body = app.patch(f"/addons/{addon['id']}", {"plan": "", "name": f"{app.name}-db"}).json()

    assert (body["name"], body["plan"]["name"]) == (f"{app.name}-db", PLAN)


def test_another_plan_is_a_release(app: App) -> None:
    addon = app.add_database()
    app.patch(f"/addons/{addon['id']}", {"plan": "heroku-postgresql:essential-1"})
    release = app.releases()[0]

    assert release["description"] == "Update DATABASE"
    assert release["addon_plan_names"] == ["heroku-postgresql:essential-1"]


def test_the_same_plan_or_another_name_is_no_release(app: App) -> None:
    addon = app.add_database()
    app.patch(f"/addons/{addon['id']}", {"plan": PLAN, "name": f"{app.name}-db"})

    assert app.releases()[0]["version"] == 4


@pytest.mark.parametrize("plan", ["heroku-postgresql:standard-0", "heroku-postgresql:premium-0"])
def test_an_essential_plan_changes_to_essential_plans_only(app: App, plan: str) -> None:
    addon = app.add_database()
    answer = app.patch(f"/addons/{addon['id']}", {"plan": plan})

    assert (answer.status_code, answer.json()["id"]) == (422, "invalid_params")
    assert f"Cannot change from {PLAN} to {plan}" in answer.json()["message"]


def test_a_database_takes_no_more_connections_than_its_plan_allows(app: App) -> None:
    app.add_database()
    url = app.get("/config-vars")["DATABASE_URL"]
    held = [psycopg.connect(url, sslmode="disable") for _ in range(20)]
    with pytest.raises(psycopg.OperationalError, match="too many connections"):
        psycopg.connect(url, sslmode="disable")
    for connection in held:
        connection.close()


def test_an_add_on_that_is_attached_elsewhere_is_destroyed_by_force_only(
    app: App, other: App, platform: Platform
) -> None:
    addon = app.add_database()
    platform.post("/addon-attachments", {"addon": addon["id"], "app": other.id})
    answer = app.delete(f"/addons/{addon['id']}")

    assert (answer.status_code, answer.json()["id"]) == (422, "invalid_params")
    assert f"attached to other apps ({other.name})" in answer.json()["message"]
    assert "DATABASE_URL" in app.get("/config-vars")

    path = f"/apps/{app.id}/addons/{addon['id']}"
    forced = platform.api.request("DELETE", path, json={"force": True})

    assert (forced.status_code, other.get("/config-vars")) == (200, {})
    assert other.releases()[0]["description"] == f"Detach DATABASE (@ref:{addon['name']})"


def test_an_add_on_whose_provisioning_failed_is_detached(data: Path) -> None:
    platform = Platform(data)
    (data / "postgres").write_text("where the server's folder would be")
    app = App(platform)
    addon = app.add_database()
    releases, config_vars = app.releases(), app.get("/config-vars")
    platform.remove()

    assert (addon["state"], addon["config_vars"], config_vars) == ("deprovisioned", [], {})
    assert releases[0]["description"] == f"Detach DATABASE (@ref:{addon['name']})"


def test_a_destroyed_database_takes_its_variable_with_it(app: App) -> None:
    addon = app.add_database()
    body = app.delete(f"/addons/{addon['id']}").json()

    assert body["state"] == "deprovisioned"
    assert app.get("/config-vars") == {}
    assert app.releases()[0]["description"] == f"Detach DATABASE (@ref:{addon['name']})"


def test_a_destroyed_add_on_is_not_found(app: App, platform: Platform) -> None:
    addon = app.add_database()
    app.delete(f"/addons/{addon['id']}")
    answer = platform.get(f"/addons/{addon['id']}")

    assert (answer.status_code, answer.json()["id"]) == (404, "not_found")
    assert answer.json()["resource"] == "add_on"


def test_an_add_on_is_shared_by_attaching_it(app: App, other: App, platform: Platform) -> None:
    addon = app.add_database()
    answer = platform.post("/addon-attachments", {"addon": addon["id"], "app": other.id})

    assert answer.status_code == 201
    assert other.get("/config-vars") == app.get("/config-vars")


def test_destroying_an_app_detaches_its_databases_from_others(
    app: App, other: App, platform: Platform
) -> None:
    addon = app.add_database()
    platform.post("/addon-attachments", {"addon": addon["id"], "app": other.id})
    app.delete()

    assert other.get("/config-vars") == {}
    assert other.releases()[0]["description"] == f"Detach DATABASE (@ref:{addon['name']})"


def test_a_name_that_makes_no_config_var_is_refused(app: App, platform: Platform) -> None:
    addon = app.add_database()
    wish = {"addon": addon["id"], "app": app.id, "name": "att-bf08d5a"}
    answer = platform.post("/addon-attachments", wish)

    assert answer.status_code == 422
    assert "must start with a capital letter" in answer.json()["message"]


def test_a_taken_name_asks_for_confirmation(app: App, platform: Platform) -> None:
    addon = app.add_database()
    wish = {"addon": addon["id"], "app": app.id, "name": "DATABASE"}
    answer = platform.post("/addon-attachments", wish)

    assert (answer.status_code, answer.json()["id"]) == (423, "confirmation_required")


def test_a_confirmed_name_is_taken_over_by_detach_and_attach(app: App, platform: Platform) -> None:
    first, second = app.add_database(), app.add_database()
    wish = {"addon": second["id"], "app": app.id, "name": "DATABASE", "confirm": app.name}
    platform.post("/addon-attachments", wish).raise_for_status()

    assert [one["description"] for one in app.releases()][:2] == [
        f"Attach DATABASE (@ref:{second['name']})",
        f"Detach DATABASE (@ref:{first['name']})",
    ]


def test_an_attachment_is_detached(app: App, platform: Platform) -> None:
    addon = app.add_database()
    wish = {"addon": addon["id"], "app": app.id, "name": "REPLICA"}
    attachment = platform.post("/addon-attachments", wish).json()
    platform.delete(f"/addon-attachments/{attachment['id']}").raise_for_status()

    assert list(app.get("/config-vars")) == ["DATABASE_URL"]


def test_the_last_attachment_to_its_own_app_stays(app: App, platform: Platform) -> None:
    app.add_database()
    attachment = app.get("/addon-attachments")[0]
    answer = platform.delete(f"/addon-attachments/{attachment['id']}")

    assert answer.status_code == 422
    assert "destroy the add-on" in answer.json()["message"]


def test_a_variable_that_a_person_set_keeps_its_name(app: App) -> None:
    app.patch("/config-vars", {"DATABASE_URL": "postgres://elsewhere"})
    addon = app.add_database()

    assert addon["config_vars"] != ["DATABASE_URL"]
    assert app.get("/config-vars")["DATABASE_URL"] == "postgres://elsewhere"


def test_a_confirmed_attachment_replaces_what_a_person_set(app: App, platform: Platform) -> None:
    app.patch("/config-vars", {"MAIN_URL": "postgres://elsewhere"})
    addon = app.add_database()
    wish = {"addon": addon["id"], "app": app.id, "name": "MAIN"}
    refused = platform.post("/addon-attachments", wish)
    taken = platform.post("/addon-attachments", {**wish, "confirm": app.name}).json()
    ours = app.get("/config-vars")["MAIN_URL"]
    platform.delete(f"/addon-attachments/{taken['id']}").raise_for_status()

    assert (refused.status_code, refused.json()["id"]) == (423, "confirmation_required")
    assert ours.startswith("postgres://d")
    assert "MAIN_URL" not in app.get("/config-vars")


@pytest.mark.parametrize("name", ["main", "1ST", "_X", "WITH-DASH", "A B", "A" * 65])
def test_what_makes_no_attachment_is_refused(app: App, name: str) -> None:
    answer = app.post("/addons", {"plan": PLAN, "attachment": {"name": name}})

    assert (answer.status_code, answer.json()["id"]) == (422, "invalid_params")
    assert app.get("/addons") == []


@pytest.mark.parametrize("name", ["1st", "with space", "ä", "-x", "x" * 256])
def test_what_is_no_name_of_an_add_on_is_refused(app: App, name: str) -> None:
    answer = app.post("/addons", {"plan": PLAN, "name": name})

    assert (answer.status_code, answer.json()["id"]) == (422, "invalid_params")


def test_a_taken_name_of_an_add_on_is_refused(app: App, other: App) -> None:
    name = f"{app.name}-db"
    app.post("/addons", {"plan": PLAN, "name": name}).raise_for_status()
    answer = other.post("/addons", {"plan": PLAN, "name": name})

    assert (answer.status_code, answer.json()["message"]) == (422, f"Name {name} is already taken")


@pytest.mark.parametrize("plan", ["heroku-postgresql:huge", "heroku-postgresql:", "nonsense"])
def test_an_unknown_plan_changes_nothing(app: App, plan: str) -> None:
    addon = app.add_database()
    answer = app.patch(f"/addons/{addon['id']}", {"plan": plan})

    assert answer.status_code == 404
    assert app.get(f"/addons/{addon['id']}")["plan"]["name"] == PLAN


def test_a_service_stands_for_its_default_plan(app: App) -> None:
    body = app.post("/addons", {"plan": "heroku-postgresql"}).json()

    assert body["plan"]["name"] == PLAN


def test_one_destroyed_while_it_is_made_leaves_no_database(app: App) -> None:
    app.add_database()
    hasty = app.post("/addons", {"plan": PLAN}).json()
    app.delete(f"/addons/{hasty['id']}")
    app.add_database()  # made in turn, so after the other's end
    with psycopg.connect(app.get("/config-vars")["DATABASE_URL"], sslmode="disable") as connection:
        roles = connection.execute("SELECT rolname FROM pg_roles").fetchall()

    assert (hasty["provider_id"],) not in roles
