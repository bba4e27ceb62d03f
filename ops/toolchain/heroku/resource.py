"""What all resources have in common: their properties as data, and what follows from them.

A resource says what its properties are, and how it is created, read, updated and deleted. Checking
what a program gives, telling what a change means, and foreseeing the outcome in a preview are done
here, by the rules of the official provider.
"""

from __future__ import annotations

import hashlib
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

from ops.toolchain.heroku.call import Call
from ops.toolchain.heroku.errors import ProviderError
from ops.toolchain.heroku.values import UNKNOWN, Secret, Unknown, Value, Values, has_unknown

# Where the official provider notes which inputs it filled in itself.
DEFAULTS = "__defaults"

Rule = Callable[[Value], str | None]


@dataclass(frozen=True, kw_only=True)
class Property:
    """One property of a resource, as the provider's schema has it."""

    type: type[str] | type[int] | type[bool] | type[dict[str, Any]] | type[list[Any]] = str
    required: bool = False
    # A change makes a new resource and deletes the old one.
    replaces: bool = False
    # The platform gives it a value when the program doesn't, and that value stays.
    computed: bool = False
    # Only the platform gives it a value.
    output: bool = False
    secret: bool = False
    default: Value = None
    # What is wrong with a value, or None.
    rule: Rule | None = None


class Found(NamedTuple):
    """A resource as it is on the platform: its id and its outputs."""

    id: str
    outputs: Values


class Change(NamedTuple):
    """A property, or a key of a map within, that an update would change."""

    path: str
    property: str
    kind: str  # add, update or delete
    replaces: bool


class Resource(ABC):
    """A kind of resource. Instances hold no state; everything comes with the call."""

    token: ClassVar[str]
    properties: ClassVar[Mapping[str, Property]]

    @abstractmethod
    def create(self, call: Call, inputs: Values) -> Found:
        """Make it, and wait until it is there."""

    @abstractmethod
    def read(self, call: Call, id: str, outputs: Values) -> Found | None:
        """Look at it; None when it is gone."""

    def adopt(self, call: Call, id: str) -> Found | None:
        """Look at one that the state doesn't have yet; `id` is what was given to `import`."""
        return self.read(call, id, {})

    def update(self, call: Call, id: str, olds: Values, news: Values) -> Found:
        """Bring it from the outputs `olds` to the inputs `news`."""
        raise ProviderError(f"A {self.token} can't be changed in place.")

    def delete(self, call: Call, id: str, outputs: Values) -> None:  # noqa: B027  # see below
        """Remove it. What the platform has no call for simply leaves the state."""

    # --- what the engine asks before it changes anything

    def check(self, name: str, olds: Values, news: Values, seed: bytes) -> Values:
        """The inputs with defaults filled in."""
        filled = {key: value for key, value in news.items() if key != DEFAULTS}
        defaults = {
            key: property.default
            for key, property in self.properties.items()
            if property.default is not None and key not in filled
        }
        if "name" in self.properties and "name" not in filled:
            defaults["name"] = _same_name_as_before(olds) or _automatic_name(name, seed)
        return filled | defaults | {DEFAULTS: sorted(defaults)}

    def failures(self, inputs: Values) -> Iterator[str]:
        """What is wrong with the inputs, all of it, without showing what may be secret."""
        for key, property in self.properties.items():
            if property.required and key not in inputs:
                yield f"{key} is required."
        for key, value in inputs.items():
            fault = None if key == DEFAULTS else self._fault(key, value)
            if fault:
                yield fault

    def changes(self, olds: Values, old_inputs: Values, news: Values) -> Iterator[Change]:
        """What an update from the outputs `olds` to the inputs `news` would change."""
        for key, property in self.properties.items():
            if property.output:
                continue
            if key in news:
                if not self.same(key, olds.get(key), news[key]):
                    yield from _changes_within(key, property, olds.get(key), news[key])
            elif key in old_inputs and not property.computed and olds.get(key):
                yield Change(key, key, "delete", property.replaces)

    def same(self, key: str, old: Value, new: Value) -> bool:
        """Whether a value given is the value that is there."""
        return bool(old == new)

    def delete_before_replace(self, olds: Values, news: Values) -> bool:
        """Two can't have the same name at the same time."""
        given = "name" in news and "name" not in news.get(DEFAULTS, ())
        return given and olds.get("name") == news["name"]

    def foreseen(self, inputs: Values, olds: Values | None = None) -> Values:
        """The outputs as far as they are known before a create, or an update of `olds`."""
        outputs: Values = dict.fromkeys(self.properties, UNKNOWN) if olds is None else dict(olds)
        optional = {
            key: None
            for key, property in self.properties.items()
            if not (property.computed or property.output) and key not in inputs
        }
        return outputs | optional | _without_defaults(inputs)

    def inputs_of(self, found: Found, inputs: Values | None) -> Values:
        """The inputs that would lead to what was found; `inputs` are those known so far."""
        if inputs is None:
            return {
                key: found.outputs[key]
                for key, property in self.properties.items()
                if not property.output and found.outputs.get(key) not in (None, "", [], {})
            }
        kept = {
            key: value if self.same(key, found.outputs.get(key), value) else found.outputs.get(key)
            for key, value in _without_defaults(inputs).items()
        }
        return kept | {DEFAULTS: inputs.get(DEFAULTS, [])}

    def with_secrets(self, outputs: Values) -> Values:
        """The outputs with what is sensitive in envelopes."""
        return {
            key: Secret(value) if key in self.properties and self.properties[key].secret else value
            for key, value in outputs.items()
        }

    def _fault(self, key: str, value: Value) -> str | None:
        property = self.properties.get(key)
        if property is None or property.output:
            inputs = [key for key, each in self.properties.items() if not each.output]
            return f"{key} is no input of {self.token}. It takes: {', '.join(sorted(inputs))}."
        if isinstance(value, Unknown):
            return None
        if not isinstance(value, property.type) or (
            property.type is int and isinstance(value, bool)
        ):
            return f"{key} has to be a {_NAMES[property.type]}; found {type(value).__name__}."
        broken = property.rule(value) if property.rule else None
        return broken and f"{key}: {broken}"


_NAMES: Mapping[type, str] = {
    str: "string",
    int: "whole number",
    bool: "boolean",
    dict: "map",
    list: "list",
}

_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def uuid(value: str) -> str | None:
    """The rule for ids: a name would change under the resource's feet."""
    return None if _UUID.fullmatch(value) else f"a UUID is expected; found {value!r}."


def one_of(*accepted: str) -> Rule:
    def rule(value: str) -> str | None:
        if value in accepted:
            return None
        return f"one of {', '.join(accepted)} is expected; found {value!r}."

    return rule


def two_parts(id: str) -> tuple[str, str]:
    """The app and the rest, of an id such as `A:preboot`."""
    app, colon, rest = id.partition(":")
    if not colon:
        raise ProviderError(f"The id has to have two parts with a colon between; found {id!r}.")
    return app, rest


def _without_defaults(inputs: Values) -> Values:
    return {key: value for key, value in inputs.items() if key != DEFAULTS}


def _same_name_as_before(olds: Values) -> str | None:
    name = olds.get("name") if "name" in olds.get(DEFAULTS, ()) else None
    return name if isinstance(name, str) else None


def _automatic_name(name: str, seed: bytes) -> str:
    """`<logical name>-<7 hex>`; the same in the preview and in the update that follows."""
    return f"{name}-{hashlib.sha256(seed + name.encode()).hexdigest()[:7]}"


def _changes_within(key: str, property: Property, old: Value, new: Value) -> Iterator[Change]:
    """Key by key for maps, unless they are secret: names in them may tell too much."""
    if not isinstance(old, dict) or not isinstance(new, dict) or property.secret:
        kind = "update" if old not in (None, "", [], {}) else "add"
        yield Change(key, key, kind, property.replaces)
        return
    for name in {**old, **new}:
        if name not in new:
            yield Change(f"{key}.{name}", key, "delete", property.replaces)
        elif name not in old:
            yield Change(f"{key}.{name}", key, "add", property.replaces)
        elif has_unknown(new[name]) or old[name] != new[name]:
            yield Change(f"{key}.{name}", key, "update", property.replaces)
