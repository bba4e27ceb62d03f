"""What ties the program to one Django app."""

from __future__ import annotations

from typing import Any

import pytest

from tests.infra.conftest import Deploy


def test_dynos_run_on_the_settings_module(deploy: Deploy) -> None:
    variables = deploy(settingsModule="mysite.settings.dyno")["config-vars"].inputs["vars"]

    assert variables["DJANGO_SETTINGS_MODULE"] == "mysite.settings.dyno"


def test_the_pages_are_an_output_for_whoever_deploys(deploy: Deploy) -> None:
    assert deploy(pages=["/", "/shop/"]).outputs["pages"] == ["/", "/shop/"]


@pytest.mark.parametrize(
    ("key", "value", "accepted"),
    [
        ("appFolder", "/srv/app", "a folder, relative to Pulumi.yaml"),
        ("appFolder", "", "a folder, relative to Pulumi.yaml"),
        ("settingsModule", "mysite/settings.py", "a Python module"),
        ("settingsModule", "", "a Python module"),
        ("pages", ["health/"], "starts with a slash"),
    ],
)
def test_what_can_t_be_meant_is_named(deploy: Deploy, key: str, value: Any, accepted: str) -> None:
    error = deploy(**{key: value}).error

    assert key in error
    assert accepted in error
