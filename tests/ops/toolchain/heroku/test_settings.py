"""The provider's configuration."""

from __future__ import annotations

import pytest

from ops.toolchain.heroku import settings
from ops.toolchain.heroku.errors import SettingsError
from ops.toolchain.heroku.settings import Settings

HERE = "http://127.0.0.1:5000"


def test_what_is_not_given_comes_from_the_environment() -> None:
    environment = {"HEROKU_API_URL": f"{HERE}/", "HEROKU_API_KEY": "k", "HEROKU_EMAIL": "e"}
    read = settings.read({}, environment)

    assert read == Settings(url=HERE, api_key="k", email="e")


def test_what_is_given_comes_first() -> None:
    read = settings.read({"url": HERE, "apiKey": "k"}, {"HEROKU_API_URL": "http://[::1]:1"})

    assert read.url == HERE


def test_nested_settings_come_as_json() -> None:
    read = settings.read(
        {
            "url": HERE,
            "delays": '{"postAppCreateDelay":0}',
            "timeouts": '{"addonCreateTimeout":10}',
            "customizations": '[{"setAddonConfigVarsInState":false}]',
        },
        {},
    )

    assert (read.post_app_create_delay, read.post_domain_create_delay) == (0, 5)
    assert read.addon_create_timeout == 10
    assert read.app_config_vars_in_state
    assert not read.addon_config_vars_in_state


def test_two_customizations_are_one_too_many() -> None:
    with pytest.raises(SettingsError, match="more than one block"):
        settings.read({"url": HERE, "customizations": [{}, {}]}, {})


@pytest.mark.parametrize(
    "url", [HERE, "http://localhost:1", "http://api.localhost:1", "http://[::1]:1"]
)
def test_addresses_of_this_machine_are_accepted(url: str) -> None:
    assert settings.read({"url": url}, {}).url == url


@pytest.mark.parametrize(
    "url",
    [
        "https://api.heroku.com",
        "http://10.0.0.1",
        "http://127.0.0.1.example.com",
        "http://127.0.0.1@example.com",
        "http://localhost.example.com",
        "//example.com",
    ],
)
def test_any_other_address_is_refused_in_one_sentence(url: str) -> None:
    with pytest.raises(SettingsError, match=r"this machine only .*For an app on Heroku use the"):
        settings.read({"url": url}, {})


def test_no_address_at_all_is_refused() -> None:
    with pytest.raises(SettingsError, match=r"heroku:url \(or HEROKU_API_URL\) is not set"):
        settings.read({}, {})


def test_the_key_does_not_print() -> None:
    assert "s3cret" not in repr(settings.read({"url": HERE, "apiKey": "s3cret"}, {}))
