"""Property values: between the protocol's structs and plain Python.

The provider asks for plain values (`acceptSecrets` is off, as in the official one): the engine
takes secrets out of their envelopes for it, and puts what it answers under the same name back into
them. What only the provider knows to be secret, it wraps in `Secret` itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, final

if TYPE_CHECKING:
    from google.protobuf import struct_pb2

# JSON, with `Secret` and `UNKNOWN` among it.
Value = Any
Values = dict[str, Any]

_SIGNATURE = "4dabf18193072939515e22adb298388d"
_SECRET = "1b47061264138c4ac30d75fd1eb44270"
# How the engine spells a value that is not known in a preview: one per type of value.
_UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
_UNKNOWNS = frozenset(
    {
        _UNKNOWN,
        "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
        "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
        "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
        "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
    }
)


@final
class Unknown:
    """A value that exists only after the `up`."""

    def __repr__(self) -> str:
        return "unknown"


UNKNOWN: Final = Unknown()


@final
@dataclass(frozen=True)
class Secret:
    """A value that the engine encrypts in its state and hides on its screen."""

    value: Value

    def __repr__(self) -> str:
        return "secret"


def from_struct(struct: struct_pb2.Struct) -> Values:
    """The properties that an engine sent; those that are null are left out."""
    values = {name: _from_value(value) for name, value in struct.fields.items()}
    return {name: value for name, value in values.items() if value is not None}


def _from_value(value: struct_pb2.Value) -> Value:
    match value.WhichOneof("kind"):
        case "struct_value":
            return from_struct(value.struct_value)
        case "list_value":
            return [_from_value(item) for item in value.list_value.values]
        case "string_value":
            return UNKNOWN if value.string_value in _UNKNOWNS else value.string_value
        case "number_value":
            number = value.number_value
            return int(number) if number.is_integer() else number
        case "bool_value":
            return value.bool_value
        case _:
            return None


def to_struct(values: Values) -> struct_pb2.Struct:
    from google.protobuf import struct_pb2

    struct = struct_pb2.Struct()
    struct.update({name: _plain(value) for name, value in values.items() if value is not None})
    return struct


def _plain(value: Value) -> Value:
    if isinstance(value, Secret):
        return {_SIGNATURE: _SECRET, "value": _plain(value.value)}
    if isinstance(value, Unknown):
        return _UNKNOWN
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items() if inner is not None}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value


def has_unknown(value: Value) -> bool:
    """Whether anything within is unknown."""
    if isinstance(value, dict):
        return any(map(has_unknown, value.values()))
    if isinstance(value, list):
        return any(map(has_unknown, value))
    return isinstance(value, Unknown)
