"""The stand-in's tokens, inputs and outputs are those of the Python SDK."""

from __future__ import annotations

import importlib
import inspect
import re
from typing import Any

import pytest

from ops.toolchain.heroku.catalogue import RESOURCES, find
from ops.toolchain.heroku.errors import ProviderError
from ops.toolchain.heroku.resource import Resource


def sdk_class(token: str) -> Any:
    """pulumiverse_heroku.app.App for `heroku:app/app:App`."""
    _, module, name = token.split(":")
    package = importlib.import_module(f"pulumiverse_heroku.{module.partition('/')[0]}")
    return getattr(package, name)


def camel(name: str) -> str:
    return re.sub(r"_(.)", lambda match: match[1].upper(), name)


@pytest.mark.parametrize("resource", RESOURCES.values(), ids=RESOURCES)
def test_the_inputs_are_those_of_the_sdk(resource: Resource) -> None:
    parameters = inspect.signature(sdk_class(resource.token)._internal_init).parameters
    others = {"__self__", "resource_name", "opts", "__props__"}
    expected = {camel(name) for name in parameters if name not in others}

    assert {key for key, each in resource.properties.items() if not each.output} == expected


@pytest.mark.parametrize("resource", RESOURCES.values(), ids=RESOURCES)
def test_the_outputs_are_those_of_the_sdk(resource: Resource) -> None:
    getters = {
        camel(name)
        for name, member in vars(sdk_class(resource.token)).items()
        if isinstance(member, property)
    }

    assert set(resource.properties) == getters


@pytest.mark.parametrize("resource", RESOURCES.values(), ids=RESOURCES)
def test_what_the_sdk_holds_for_secret_is_secret(resource: Resource) -> None:
    source = inspect.getsource(sdk_class(resource.token)._internal_init)
    named = re.search(r"additional_secret_outputs=\[(.*?)\]", source)
    expected = set(re.findall(r'"(\w+)"', named[1])) if named else set()

    assert {key for key, each in resource.properties.items() if each.secret} == expected


def test_a_resource_that_is_missing_is_named_with_what_there_is() -> None:
    with pytest.raises(ProviderError, match=r"has no heroku:space/space:Space\. It has: heroku:"):
        find("heroku:space/space:Space")
