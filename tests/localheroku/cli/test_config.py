"""`heroku config`."""

from __future__ import annotations

from tests.localheroku.cli.heroku import Heroku
from tests.localheroku.platform import App


def test_config_vars_are_set_in_one_release(heroku: Heroku, app: App) -> None:
    said = heroku("config:set", "GREETING=hello you", "B=2", "-a", app.name)

    assert f"Setting GREETING, B and restarting {app.name}... done, v3" in said
    assert app.get("/config-vars") == {"GREETING": "hello you", "B": "2"}


def test_config_vars_are_shown(heroku: Heroku, app: App) -> None:
    app.patch("/config-vars", {"GREETING": "hello", "B": "2"})

    assert heroku("config", "-a", app.name).endswith("Config Vars B: 2 GREETING: hello")
    assert heroku("config:get", "GREETING", "-a", app.name) == "hello"


def test_a_config_var_is_removed(heroku: Heroku, app: App) -> None:
    app.patch("/config-vars", {"A": "1", "B": "2"})
    said = heroku("config:unset", "A", "-a", app.name)

    assert f"Unsetting A and restarting {app.name}... done, v4" in said
    assert app.get("/config-vars") == {"B": "2"}


def test_what_an_add_on_owns_can_not_be_set(heroku: Heroku, app: App) -> None:
    app.add_database()
    said = heroku("config:set", "DATABASE_URL=x", "-a", app.name, status=2)

    assert "Cannot overwrite attachment values DATABASE_URL." in said
