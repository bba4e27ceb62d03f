"""Property values on the wire."""

from __future__ import annotations

from typing import Any

from google.protobuf import struct_pb2

from ops.toolchain.heroku.values import UNKNOWN, Secret, from_struct, has_unknown, to_struct

UNKNOWN_STRING = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
UNKNOWN_MAP = "dd056dcd-154b-4c76-9bd3-c8f88648b5ff"


def struct(**fields: Any) -> struct_pb2.Struct:
    made = struct_pb2.Struct()
    made.update(fields)
    return made


def test_plain_values_come_through() -> None:
    sent = struct(name="shop", quantity=2, share=0.5, on=True, map={"a": ["b"]}, gone=None)

    assert from_struct(sent) == {
        "name": "shop",
        "quantity": 2,
        "share": 0.5,
        "on": True,
        "map": {"a": ["b"]},
    }
    assert isinstance(from_struct(sent)["quantity"], int)


def test_what_is_unknown_is_unknown_whatever_its_type() -> None:
    values = from_struct(struct(id=UNKNOWN_STRING, vars=UNKNOWN_MAP, list=[UNKNOWN_STRING]))

    assert values == {"id": UNKNOWN, "vars": UNKNOWN, "list": [UNKNOWN]}
    assert has_unknown(values)


def test_unknown_values_go_back_as_such() -> None:
    assert to_struct({"id": UNKNOWN})["id"] == UNKNOWN_STRING


def test_a_secret_goes_in_its_envelope() -> None:
    envelope = to_struct({"key": Secret({"A": "s3cret"})})["key"]

    assert isinstance(envelope, struct_pb2.Struct)
    assert dict(envelope) == {
        "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
        "value": struct(A="s3cret"),
    }


def test_a_secret_does_not_print() -> None:
    assert "s3cret" not in f"{Secret('s3cret')}{Secret('s3cret')!r}"


def test_null_is_left_out() -> None:
    assert from_struct(to_struct({"a": None, "b": {"c": None}})) == {"b": {}}
