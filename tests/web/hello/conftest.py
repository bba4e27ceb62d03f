"""An app that was released."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import override_settings


@pytest.fixture
def settings_of_a_release() -> Iterator[None]:
    """What the platform tells a dyno of v42."""
    with override_settings(RELEASE_VERSION="v42", SLUG_COMMIT="0a1b2c3d4e5f"):
        yield
