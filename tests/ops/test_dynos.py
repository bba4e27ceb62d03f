"""Whether the dynos run what was released; a real localheroku has them."""

from __future__ import annotations

import pytest

from ops import dynos
from ops.errors import OpsError
from ops.heroku_api import HerokuApi
from tests.localheroku.platform import App, Platform

SERVE = "exec python3 web.py"


@pytest.fixture
def app(platform: Platform) -> App:
    return App(platform)


def test_what_answers_after_settling_is_the_new_release(app: App, heroku: HerokuApi) -> None:
    app.release(app.upload({"web": SERVE}, "former"))
    dynos.settle(heroku, app.name)
    app.release(app.upload({"web": SERVE}, "newer"))
    dynos.settle(heroku, app.name)

    assert "newer" in app.visit().text


def test_a_dyno_that_crashed_is_named_and_its_words_can_be_read(
    app: App, heroku: HerokuApi
) -> None:
    app.release(app.upload({"web": "echo no port for me; exit 1"}))

    with pytest.raises(OpsError, match=f"web.1 of {app.name} crashed"):
        dynos.settle(heroku, app.name)
    assert "no port for me" in dynos.end_of_log(heroku, app.name)


def test_an_app_without_code_has_nothing_to_wait_for(app: App, heroku: HerokuApi) -> None:
    dynos.settle(heroku, app.name)
