"""The provider's settings."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.infra.conftest import Deploy
from tests.infra.recorder import Deployment

LOCAL = "http://127.0.0.1:5000"


def inputs(deployment: Deployment) -> dict[str, Any]:
    """Objects travel as JSON."""
    found = deployment["heroku"].inputs
    return {key: json.loads(value) if key != "url" else value for key, value in found.items()}


def test_nothing_is_copied_into_state(deploy: Deploy) -> None:
    customizations = inputs(deploy())["customizations"]

    assert customizations == [
        {"setAppAllConfigVarsInState": False, "setAddonConfigVarsInState": False}
    ]


def test_the_real_heroku_is_given_time(deploy: Deploy) -> None:
    assert set(inputs(deploy())) == {"customizations"}


def test_a_local_one_needs_none(deploy: Deploy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEROKU_API_URL", LOCAL)

    assert inputs(deploy())["delays"] == {"postAppCreateDelay": 0, "postDomainCreateDelay": 0}


def test_an_address_of_the_environment_stays_out_of_state(
    deploy: Deploy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEROKU_API_URL", LOCAL)

    assert LOCAL not in str(deploy())


def test_an_address_of_the_stack_reaches_the_provider(deploy: Deploy) -> None:
    assert inputs(deploy(also={"heroku:url": LOCAL}))["url"] == LOCAL


def test_every_resource_uses_this_provider(deploy: Deploy) -> None:
    deployment = deploy("staging")
    providers = {
        resource.provider for resource in deployment.resources if resource.type.startswith("heroku")
    }

    assert providers == {"heroku"}
