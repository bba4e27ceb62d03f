"""Config vars that the settings need, and some that have no place on a dyno."""

from __future__ import annotations

import pytest

from ops.checkup import config_vars
from ops.checkup.config_vars import ConfigVars
from ops.checkup.finding import Finding, Level, run
from ops.trial import ROOT
from tests.ops.checkup.facts import app, told


def look(**watched: str) -> list[Finding]:
    found = ConfigVars(app=app(watched=watched), required=("SECRET_KEY",))
    return list(run(config_vars.CHECKS, found))


def test_what_the_settings_need_is_read_from_them() -> None:
    assert config_vars.required(ROOT / "web") == ("ALLOWED_HOSTS", "DATABASE_URL", "SECRET_KEY")


def test_missing_ones_are_named() -> None:
    ill = ConfigVars(app=app(), required=("SECRET_KEY", "MAILGUN"))

    assert told(run(config_vars.CHECKS, ill)) == [
        "Config vars that the settings need are missing: MAILGUN"
    ]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEBUG", "True"),
        ("DJANGO_DEBUG", "1"),
        ("DJANGO_SETTINGS_MODULE", "gettingstarted.settings.dev"),
        ("ALLOWED_HOSTS", "an-app.herokuapp.com,*"),
        ("DISABLE_COLLECTSTATIC", "1"),
    ],
)
def test_what_has_no_place_on_a_dyno_is_a_finding(name: str, value: str) -> None:
    found = look(**{name: value})

    assert len(told(found)) == 1
    assert name in told(found)[0]


@pytest.mark.parametrize("value", ["False", "0", ""])
def test_debug_that_is_off_is_none(value: str) -> None:
    assert told(look(DEBUG=value)) == []


def test_a_log_of_every_query_is_a_note() -> None:
    assert len(told(look(DJANGO_LOG_LEVEL="debug"), Level.NOTE)) == 1
