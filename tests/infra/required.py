"""What the app in `web/` requires, as it says itself."""

from __future__ import annotations

import ast

from tests.infra.recorder import ROOT


def required_variables() -> tuple[str, ...]:
    """Read without importing it: `web/` runs in an environment of its own."""
    module = ast.parse((ROOT / "web/gettingstarted/environment.py").read_text())
    for statement in module.body:
        match statement:
            case ast.Assign(targets=[ast.Name(id="REQUIRED")], value=value):
                required: tuple[str, ...] = ast.literal_eval(value)
                return required
    raise LookupError("web/gettingstarted/environment.py names no REQUIRED variables")
