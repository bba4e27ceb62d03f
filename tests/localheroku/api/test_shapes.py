"""Every answer has the documented fields, and those that clients die of are never null."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from typing import Any

import pytest

from tests.localheroku import plain
from tests.localheroku.api import fields
from tests.localheroku.certificates import certificate
from tests.localheroku.platform import App, Platform
from tests.localheroku.sources import packed, source

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

# Where each object is read, in an app that has one of each.
OBJECTS = {
    "/account": fields.ACCOUNT,
    "/apps/{app}": fields.APP,
    "/apps/{app}/releases/3": fields.RELEASE,
    "/apps/{app}/builds/{build}": fields.BUILD,
    "/apps/{app}/slugs/{slug}": fields.SLUG,
    "/apps/{app}/formation/web": fields.FORMATION,
    "/apps/{app}/dynos/web.1": fields.DYNO,
    "/apps/{app}/domains/{app}.localhost": fields.DOMAIN,
    "/apps/{app}/log-drains/{drain}": fields.DRAIN,
    "/apps/{app}/collaborators/trial@localhost": fields.COLLABORATOR,
    "/apps/{app}/webhooks/{webhook}": fields.WEBHOOK,
    "/apps/{app}/sni-endpoints/{endpoint}": fields.SNI_ENDPOINT,
    "/apps/{app}/features/preboot": fields.FEATURE,
    "/apps/{app}/addons/{addon}": fields.ADDON,
    "/apps/{app}/addon-attachments/DATABASE": fields.ATTACHMENT,
    "/apps/{app}/pipeline-couplings": fields.COUPLING,
    "/pipelines/{pipeline}": fields.PIPELINE,
    "/addon-services/heroku-postgresql": fields.SERVICE,
    "/plans/heroku-postgresql:essential-0": fields.PLAN,
    "/teams/{team}": fields.TEAM,
    "/regions/eu": fields.REGION,
    "/stacks/heroku-26": fields.STACK,
    "/dyno-sizes/basic": fields.DYNO_SIZE,
}
LISTS = {
    "/apps": fields.APP,
    "/users/~/apps": fields.APP,
    "/apps/{app}/releases": fields.RELEASE,
    "/apps/{app}/builds": fields.BUILD,
    "/apps/{app}/formation": fields.FORMATION,
    "/apps/{app}/dynos": fields.DYNO,
    "/apps/{app}/domains": fields.DOMAIN,
    "/apps/{app}/log-drains": fields.DRAIN,
    "/apps/{app}/collaborators": fields.COLLABORATOR,
    "/apps/{app}/webhooks": fields.WEBHOOK,
    "/apps/{app}/webhook-events": fields.WEBHOOK_EVENT,
    "/apps/{app}/webhook-deliveries": fields.WEBHOOK_DELIVERY,
    "/apps/{app}/sni-endpoints": fields.SNI_ENDPOINT,
    "/apps/{app}/available-stacks": fields.STACK,
    "/apps/{app}/available-dyno-sizes": fields.DYNO_SIZE,
    "/users/trial@localhost/addons": fields.ADDON,
    "/pipelines/{pipeline}/latest-builds": fields.BUILD,
    "/pipelines/{pipeline}/latest-releases": fields.RELEASE,
    "/apps/{app}/features": fields.FEATURE,
    "/apps/{app}/addons": fields.ADDON,
    "/addons": fields.ADDON,
    "/apps/{app}/addon-attachments": fields.ATTACHMENT,
    "/addons/{addon}/addon-attachments": fields.ATTACHMENT,
    "/addon-attachments": fields.ATTACHMENT,
    "/pipelines": fields.PIPELINE,
    "/pipeline-couplings": fields.COUPLING,
    "/pipelines/{pipeline}/pipeline-couplings": fields.COUPLING,
    "/addon-services": fields.SERVICE,
    "/addon-services/heroku-postgresql/plans": fields.PLAN,
    "/teams": fields.TEAM,
    "/regions": fields.REGION,
    "/stacks": fields.STACK,
    "/dyno-sizes": fields.DYNO_SIZE,
}


# The objects whose path ends with their id or name.
KEYED = [path for path in OBJECTS if path not in ("/account", "/apps/{app}/pipeline-couplings")]


@pytest.fixture(scope="module")
def names(platform: Platform) -> Iterator[dict[str, str]]:
    """An app that has one of each, and what its things are called."""
    app = App(platform)
    addon = app.add_database()
    build = app.build(source())
    app.released()
    app.visit()
    drain = app.post("/log-drains", {"url": "http://127.0.0.1:9"}).json()
    wish = {"include": ["api:release"], "level": "notify", "url": "http://127.0.0.1:9"}
    webhook = app.post("/webhooks", wish).json()
    app.patch("/config-vars", {"A": "1"})
    endpoint = app.post("/sni-endpoints", certificate("www.example.com")).json()
    team = platform.post("/teams", {"name": f"team-{secrets.token_hex(4)}"}).json()
    pipeline = platform.post("/pipelines", {"name": f"pipe-{secrets.token_hex(4)}"}).json()
    coupling = {"app": app.id, "pipeline": pipeline["id"], "stage": "staging"}
    platform.post("/pipeline-couplings", coupling).raise_for_status()
    yield {
        "app": app.name,
        "addon": addon["id"],
        "build": build["id"],
        "slug": build["slug"]["id"],
        "drain": drain["id"],
        "endpoint": endpoint["id"],
        "team": team["id"],
        "webhook": webhook["id"],
        "pipeline": pipeline["id"],
    }
    app.delete()
    platform.delete(f"/pipelines/{pipeline['id']}")
    platform.delete(f"/teams/{team['id']}")


def check(body: dict[str, Any], expected: str) -> None:
    assert body.keys() == set(expected.split())
    assert UUID.fullmatch(body["id"])
    for name, value in body.items():
        assert not name.endswith("_at") or value is None or TIME.fullmatch(value)


@pytest.mark.parametrize(("path", "expected"), OBJECTS.items(), ids=OBJECTS.keys())
def test_an_object_has_its_fields(
    platform: Platform, names: dict[str, str], path: str, expected: str
) -> None:
    check(platform.get(path.format(**names)).json(), expected)


@pytest.mark.parametrize(("path", "expected"), LISTS.items(), ids=LISTS.keys())
def test_a_list_has_objects_with_their_fields(
    platform: Platform, names: dict[str, str], path: str, expected: str
) -> None:
    found = platform.get(path.format(**names)).json()

    assert found
    for body in found:
        check(body, expected)


@pytest.mark.parametrize("path", LISTS)
def test_a_list_comes_in_parts_to_those_who_ask(
    platform: Platform, names: dict[str, str], path: str
) -> None:
    found, header = [], "id ]..; max=1"
    while header:
        answer = platform.get(path.format(**names), headers={"Range": header})
        found += [one["id"] for one in answer.json()]
        header = answer.headers.get("next-range", "")

    assert found == sorted(one["id"] for one in platform.get(path.format(**names)).json())


@pytest.mark.parametrize("path", OBJECTS)
def test_an_id_is_read_in_any_case(platform: Platform, names: dict[str, str], path: str) -> None:
    shouted = {
        name: value.upper() if UUID.fullmatch(value) else value for name, value in names.items()
    }

    assert platform.get(path.format(**shouted)).json() == platform.get(path.format(**names)).json()


@pytest.mark.parametrize("path", KEYED)
def test_an_unknown_id_is_not_found(platform: Platform, names: dict[str, str], path: str) -> None:
    folder = path.rpartition("/")[0].format(**names)
    answer = platform.get(f"{folder}/01234567-89ab-cdef-0123-456789abcdef")

    assert (answer.status_code, answer.json()["id"]) == (404, "not_found")
    assert answer.json()["message"].startswith("Couldn't find")


@pytest.mark.parametrize("path", [path for path in KEYED if path.startswith("/apps/{app}/")])
def test_an_object_is_not_found_in_another_app(
    platform: Platform, names: dict[str, str], app: App, path: str
) -> None:
    its_id = platform.get(path.format(**names)).json()["id"]
    folder = path.rpartition("/")[0].format(app=app.id)

    # Features are of all apps alike.
    expected = 200 if folder.endswith("/features") else 404
    assert platform.get(f"{folder}/{its_id}").status_code == expected


@pytest.mark.parametrize(
    "path",
    [
        "/regions",
        "/stacks",
        "/dyno-sizes",
        "/addon-services",
        "/addon-services/heroku-postgresql/plans",
        "/apps/{app}/features",
        "/apps/{app}/formation",
        "/apps/{app}/dynos",
        "/apps/{app}/domains",
        "/apps/{app}/addon-attachments",
        "/apps/{app}/collaborators",
    ],
)
def test_what_a_list_holds_is_found_by_its_id_in_any_case(
    platform: Platform, names: dict[str, str], path: str
) -> None:
    listed = platform.get(path.format(**names)).json()[0]

    assert platform.get(f"{path.format(**names)}/{listed['id'].upper()}").json() == listed


def test_an_add_on_shows_plan_and_service_in_full_to_who_asks(
    platform: Platform, names: dict[str, str]
) -> None:
    path = f"/addons/{names['addon']}"
    brief = platform.get(path).json()
    full = platform.get(path, headers={"Accept-Expansion": "addon_service,plan"}).json()

    assert brief["plan"].keys() == brief["addon_service"].keys() == {"id", "name"}
    check(full["plan"], fields.PLAN)
    check(full["addon_service"], fields.SERVICE)


def test_an_attachment_shows_more_to_who_asks(platform: Platform, names: dict[str, str]) -> None:
    path = f"/apps/{names['app']}/addon-attachments/DATABASE"
    body = platform.get(path, headers={"Accept-Inclusion": "addon:plan,config_vars"}).json()

    assert body["config_vars"] == ["DATABASE_URL"]
    assert body["addon"]["plan"]["name"] == "heroku-postgresql:essential-0"


def test_a_log_session_has_its_fields(app: App) -> None:
    check(app.post("/log-sessions", {}).json(), fields.LOG_SESSION)


def test_a_release_with_code_has_a_slug(platform: Platform, names: dict[str, str]) -> None:
    newest = platform.get(f"/apps/{names['app']}/releases").json()[-1]

    assert newest["slug"] == {"id": names["slug"]}


def test_a_new_app_has_releases_to_list(app: App) -> None:
    assert app.releases()


def test_a_pipeline_has_an_owner(platform: Platform, names: dict[str, str]) -> None:
    assert platform.get(f"/pipelines/{names['pipeline']}").json()["owner"]["id"]


def test_a_failed_build_has_an_output_that_can_be_read(app: App) -> None:
    build = app.build(packed({"readme.txt": ""}))
    answer = plain.get(build["output_stream_url"])

    assert (answer.status_code, build["status"]) == (200, "failed")


@pytest.mark.parametrize("path", ["/apps/{app}", "/addons/{addon}", "/apps/no-such-app"])
def test_existence_is_answered_in_json(
    platform: Platform, names: dict[str, str], path: str
) -> None:
    answer = platform.get(path.format(**names))

    assert "json" in answer.headers["content-type"]
    assert isinstance(answer.json(), dict)


def test_a_config_var_is_never_null(app: App) -> None:
    app.patch("/config-vars", {"A": "1"})
    body = app.patch("/config-vars", {"A": None, "B": None}).json()

    assert body == {}
