"""A call to a platform that answers as told."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from ops.toolchain.heroku import settings
from ops.toolchain.heroku.api import Api
from ops.toolchain.heroku.call import Call
from tests.ops.toolchain.heroku.platform import Platform, serving


@pytest.fixture
def platform() -> Iterator[Platform]:
    with serving() as platform:
        yield platform


@pytest.fixture
def call(platform: Platform) -> Call:
    """Without delays, and with the customizations that keep credentials out of the state."""
    return call_with(platform)


def call_with(platform: Platform, **given: object) -> Call:
    """A call with other settings than the usual ones."""
    usual = {
        "url": platform.url,
        "apiKey": "the key",
        "delays": {"postAppCreateDelay": 0, "postDomainCreateDelay": 0},
        "customizations": [
            {"setAppAllConfigVarsInState": False, "setAddonConfigVarsInState": False}
        ],
    }
    read = settings.read(usual | given, {})
    return Call(api=Api(read), settings=read, cancelled=threading.Event())
