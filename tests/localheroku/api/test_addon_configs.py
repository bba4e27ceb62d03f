"""Add-on configs over HTTP."""

from __future__ import annotations

import pytest

from tests.localheroku.platform import App


@pytest.fixture
def place(app: App) -> str:
    """Where the config of an add-on is that was created with one."""
    wish = {"plan": "heroku-postgresql:essential-0", "config": {"version": "16"}}
    return f"/addons/{app.post('/addons', wish).json()['id']}/config"


def test_an_addon_keeps_the_config_of_its_creation(app: App, place: str) -> None:
    assert app.platform.get(place).json() == [{"name": "version", "value": "16"}]


def test_a_config_is_changed_by_name(app: App, place: str) -> None:
    app.platform.patch(place, {"config": [{"name": "colour", "value": "blue"}]})
    answer = app.platform.patch(place, {"config": [{"name": "version", "value": None}]})

    assert answer.json() == app.platform.get(place).json() == [{"name": "colour", "value": "blue"}]


@pytest.mark.parametrize("config", [{"colour": "blue"}, [{"value": "1"}], [{"name": 1}], ["x"]])
def test_what_is_no_config_is_refused(app: App, place: str, config: object) -> None:
    assert app.platform.patch(place, {"config": config}).status_code == 422
