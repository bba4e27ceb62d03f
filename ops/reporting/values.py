"""Values of properties as a reviewer may see them: secrets masked, unknown ones named, short."""

from __future__ import annotations

import json
import re
from typing import Any

# How the engine marks what it won't tell: pulumi's sdk/go/common/resource, `SigKey` and unknowns.
SIGNATURE = "4dabf18193072939515e22adb298388d"
UNKNOWNS = {
    "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
    "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
    "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
    "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
    "030794c1-ac77-496b-92df-f27374a8bd58",
    "e48ece36-62e2-4504-bad9-02848725956a",
    "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
}
LONGEST = 120  # characters of one value
STEP = re.compile(r"""\.?([^.\[\]"]+)|\["((?:[^"\\]|\\.)*)"\]""")
INDEX = re.compile(r"\d{1,9}", re.ASCII)
SECRET = "[secret]"


def at(values: Any, path: str) -> Any:
    """The value at a property path such as `vars.A`, `vars["a.b"]` or `buildpacks[0]`.

    None when it isn't there; what lies inside a secret is secret.
    """
    for plain, quoted in STEP.findall(path):
        if is_secret(values):
            return values
        values = _child(values, plain or quoted)
    return values


def is_secret(value: Any) -> bool:
    return value == SECRET or (isinstance(value, dict) and SIGNATURE in value)


def shown(value: Any) -> str:
    """One line, cut where it is long."""
    try:
        text = _shown(value)
    except RecursionError:
        return "(nested too deep to be shown)"
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _shown(value: Any) -> str:
    if value is None:
        return "(nothing)"
    if is_secret(value):
        return SECRET
    if isinstance(value, str):
        return "(known after up)" if value in UNKNOWNS else json.dumps(value, ensure_ascii=False)
    return json.dumps(_masked(value), ensure_ascii=False)


def _masked(value: Any) -> Any:
    if is_secret(value):
        return SECRET
    if isinstance(value, dict):
        return {name: _masked(each) for name, each in value.items() if name != "__defaults"}
    if isinstance(value, list):
        return [_masked(each) for each in value]
    return value


def _child(values: Any, key: str) -> Any:
    if isinstance(values, dict):
        return values.get(key)
    if isinstance(values, list) and INDEX.fullmatch(key) and int(key) < len(values):
        return values[int(key)]
    return None
