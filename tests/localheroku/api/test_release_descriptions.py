"""What makes a release, and how its history tells of it."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest

from tests.localheroku.platform import App
from tests.localheroku.sources import packed

WEB = "python3 web.py"
COMMIT = "0123456789abcdef0123456789abcdef01234567"


def descriptions(app: App) -> list[str]:
    """Newest first."""
    return [one["description"] for one in app.releases()]


def test_an_app_is_born_with_two_releases(app: App) -> None:
    assert descriptions(app) == ["Enable Logplex", "Initial release"]


def test_code_is_named_by_its_commit(app: App) -> None:
    app.release(app.upload({"web": WEB}, commit=COMMIT))

    assert descriptions(app)[0] == "Deploy 01234567"


def test_code_without_a_commit_is_named_by_its_slug(app: App) -> None:
    slug = app.upload({"web": WEB})
    app.release(slug)

    assert descriptions(app)[0] == f"Deploy {slug[:8]}"


@pytest.mark.parametrize(
    ("change", "description"),
    [
        ({"B": "2", "C": "3"}, "Set B, C config vars"),
        ({"A": "2"}, "Set A config vars"),
        ({"A": None}, "Remove A config vars"),
        ({"B": "2", "A": None}, "Set B and remove A config vars"),
        ({"A": "1", "B": "2"}, "Set B config vars"),
    ],
)
def test_a_config_change_names_what_changed(
    app: App, change: dict[str, str | None], description: str
) -> None:
    app.patch("/config-vars", {"A": "1"})
    app.patch("/config-vars", change)

    assert descriptions(app)[0] == description


def test_attaching_and_detaching_name_the_add_on(app: App) -> None:
    addon = app.add_database()
    wish = {"addon": addon["id"], "app": app.id, "name": "REPLICA"}
    attachment = app.platform.post("/addon-attachments", wish).json()
    app.platform.delete(f"/addon-attachments/{attachment['id']}")

    assert descriptions(app)[:2] == [
        f"Detach REPLICA (@ref:{addon['name']})",
        f"Attach REPLICA (@ref:{addon['name']})",
    ]


def test_another_stack_is_a_release_of_an_app_without_code(app: App) -> None:
    body = app.patch("", {"build_stack": "heroku-24"}).json()

    assert body["stack"]["name"] == "heroku-24"
    assert descriptions(app)[0] == "Upgrade stack to heroku-24"


def test_another_stack_waits_for_the_next_build_of_an_app_with_code(deployed: App) -> None:
    body = deployed.patch("", {"build_stack": "heroku-24"}).json()

    assert (body["stack"]["name"], body["build_stack"]["name"]) == ("heroku-26", "heroku-24")
    assert deployed.releases()[0]["version"] == 3


CHANGES: dict[str, Callable[[App], httpx.Response]] = {
    "a name": lambda app: app.patch("", {"name": f"{app.name}-2"[:30]}),
    "maintenance": lambda app: app.patch("", {"maintenance": True}),
    "buildpacks": lambda app: app.platform.put(
        f"/apps/{app.id}/buildpack-installations", {"updates": [{"buildpack": "heroku/python"}]}
    ),
    "a feature": lambda app: app.patch("/features/preboot", {"enabled": True}),
    "a scale": lambda app: app.patch("/formation/web", {"quantity": 0}),
    "a domain": lambda app: app.post("/domains", {"hostname": f"{app.name}.example.com"}),
    "a drain": lambda app: app.post("/log-drains", {"url": "http://127.0.0.1:9"}),
    "a restart": lambda app: app.delete("/dynos"),
    "no variable": lambda app: app.patch("/config-vars", {}),
    "a failed build": lambda app: _failed_build(app),
}


def _failed_build(app: App) -> httpx.Response:
    build = app.build(packed({"readme.txt": ""}))
    return app.platform.get(f"/apps/{app.id}/builds/{build['id']}")


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_what_changes_neither_code_nor_config_makes_no_release(
    deployed: App, change: Callable[[App], httpx.Response]
) -> None:
    assert change(deployed).is_success
    assert deployed.releases()[0]["version"] == 3


def test_no_number_is_skipped(deployed: App, code: str) -> None:
    deployed.patch("/config-vars", {"A": "1"})
    deployed.patch("/config-vars", {"NOT VALID": "1"})
    deployed.post("/releases", {"release": "v2"})
    deployed.post("/releases", {"slug": "no-such-slug"})
    deployed.release(deployed.upload({"web": WEB, "release": "false"}))
    deployed.patch("/config-vars", {"A": None})
    deployed.released()

    assert [one["version"] for one in deployed.releases()] == [6, 5, 4, 3, 2, 1]
