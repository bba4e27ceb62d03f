"""What the app in `web/` requires, as it says itself, and what every stack sets."""

from __future__ import annotations

import ast

from tests.infra.conftest import Deploy, defaults
from tests.infra.recorder import PROJECT, ROOT


def test_every_variable_that_the_app_requires_is_set(deploy: Deploy) -> None:
    inputs = deploy("production")["config-vars"].inputs
    named = {*inputs["vars"], *inputs["sensitiveVars"].value, "DATABASE_URL"}

    assert set(required_variables()) <= named


def required_variables() -> tuple[str, ...]:
    """Read without importing it: `web/` runs in an environment of its own."""
    package = defaults()[f"{PROJECT}:settingsModule"].partition(".")[0]
    file = ROOT / "web" / package / "environment.py"
    for statement in ast.parse(file.read_text()).body:
        match statement:
            case ast.Assign(targets=[ast.Name(id="REQUIRED")], value=value):
                required: tuple[str, ...] = ast.literal_eval(value)
                return required
    raise LookupError(f"{file} names no REQUIRED variables")
