"""`heroku domains`, `drains`, `features`, `labs`, `buildpacks`, `webhooks`."""

from __future__ import annotations

import secrets

import pytest

from tests.localheroku.cli.heroku import Heroku
from tests.localheroku.platform import App
from tests.localheroku.receiver import Receiver


def test_a_domain_is_added_listed_and_removed(heroku: Heroku, app: App) -> None:
    hostname = f"www.{secrets.token_hex(4)}.example.com"
    heroku("domains:add", hostname, "-a", app.name)
    listed = heroku("domains", "-a", app.name)
    heroku("domains:remove", hostname, "-a", app.name)

    assert f"=== {app.name} Heroku Domain {app.name}.localhost" in listed
    assert hostname in listed
    assert [one["kind"] for one in app.get("/domains")] == ["heroku"]


def test_a_drain_is_added_listed_and_removed(heroku: Heroku, app: App, receiver: Receiver) -> None:
    heroku("drains:add", receiver.url, "-a", app.name)
    listed = heroku("drains", "-a", app.name)
    heroku("drains:remove", receiver.url, "-a", app.name)

    assert receiver.url in listed
    assert app.get("/log-drains") == []


@pytest.mark.parametrize(
    ("topic", "feature"), [("features", "preboot"), ("labs", "runtime-dyno-metadata")]
)
def test_a_feature_is_listed_shown_and_switched(
    heroku: Heroku, app: App, topic: str, feature: str
) -> None:
    assert f"[ ] {feature}" in heroku(topic, "-a", app.name)

    heroku(f"{topic}:enable", feature, "-a", app.name)
    assert "Enabled: true" in heroku(f"{topic}:info", feature, "-a", app.name)

    heroku(f"{topic}:disable", feature, "-a", app.name)
    assert not app.get(f"/features/{feature}")["enabled"]


def test_a_buildpack_is_set_shown_and_cleared(heroku: Heroku, app: App) -> None:
    said = heroku("buildpacks:set", "heroku/python", "-a", app.name)
    shown = heroku("buildpacks", "-a", app.name)
    heroku("buildpacks:clear", "-a", app.name)

    assert f"Next release on {app.name} will use heroku/python." in said
    assert shown.startswith(f"=== {app.name} ")
    assert shown.endswith("heroku/python")
    assert app.get("/buildpack-installations") == []


def test_another_buildpack_is_refused_with_what_there_is(heroku: Heroku, app: App) -> None:
    said = heroku("buildpacks:set", "heroku/ruby", "-a", app.name, status=2)

    assert "the registry has heroku/python" in said


def test_the_registry_is_searched(heroku: Heroku) -> None:
    assert "heroku/python languages" in heroku("buildpacks:search", "python")


def test_a_webhook_is_added_listed_and_removed(
    heroku: Heroku, app: App, receiver: Receiver
) -> None:
    wish = ("-i", "api:release", "-l", "notify", "-u", receiver.url)
    heroku("webhooks:add", *wish, "-a", app.name)
    (webhook,) = app.get("/webhooks")
    listed = heroku("webhooks", "-a", app.name)
    heroku("webhooks:remove", webhook["id"], "-a", app.name)

    assert f"{receiver.url} api:release notify" in listed
    assert app.get("/webhooks") == []
