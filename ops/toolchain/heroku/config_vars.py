"""Config vars, as App and ConfigAssociation set them: one PATCH, one release, wait for it."""

from __future__ import annotations

from collections.abc import Mapping

from ops.toolchain.heroku import waiting
from ops.toolchain.heroku.call import Call
from ops.toolchain.heroku.errors import ProviderError
from ops.toolchain.heroku.resource import Rule
from ops.toolchain.heroku.values import Value

Vars = dict[str, str]


def read(call: Call, app: str) -> Vars:
    found = call.api.get(f"/apps/{app}/config-vars")
    return {name: value for name, value in found.items() if value is not None}


def write(call: Call, app: str, *, old: Vars, new: Vars, keep: str = "") -> None:
    """Unset what is only in `old`, set what is in `new`, and wait for the release that makes.

    The values stay set when that release fails: `keep` is the id of what has changed then.
    """
    call.api.patch(f"/apps/{app}/config-vars", dict.fromkeys(old) | new)
    call.kept_id = call.kept_id or keep
    waiting.for_newest_release(call, app)


def known(known_names: Mapping[str, Value], found: Vars) -> Vars:
    """Of what is set on the app, the part that a resource looks after."""
    return {name: value for name, value in found.items() if name in known_names}


def together(plain: Vars, sensitive: Vars) -> Vars:
    """Raises ProviderError when a name is in both."""
    both = sorted(plain.keys() & sensitive.keys())
    if both:
        raise ProviderError(f"These config vars are given twice, plain and sensitive: {both}")
    return plain | sensitive


def strings() -> Rule:
    """The rule that every value is a string; the value itself stays out of the message."""

    def rule(vars: Mapping[str, Value]) -> str | None:
        wrong = sorted(
            f"{name} ({type(value).__name__})"
            for name, value in vars.items()
            if isinstance(value, bool | int | float | list | dict)
        )
        return f"config vars are strings; found {', '.join(wrong)}." if wrong else None

    return rule
