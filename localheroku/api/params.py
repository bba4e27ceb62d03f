"""What a request's body says, each value asked for by name and type."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, TypeVar

import orjson
from starlette.requests import Request

from localheroku.body import read_body
from localheroku.control.errors import BadRequest, InvalidParams
from localheroku.model.identity import as_kept

T = TypeVar("T")


class Params:
    """A JSON object. `read` is told the known names; any other is refused, as Heroku does."""

    def __init__(self, values: dict[str, Any]) -> None:
        self._values = values

    @classmethod
    async def read(cls, request: Request, *known: str) -> Params:
        values = await read_object(request)
        if unknown := sorted(values.keys() - set(known)):
            raise InvalidParams(
                f"Unknown params: {', '.join(unknown)}. Accepted: {', '.join(known) or 'none'}."
            )
        return cls(values)

    def __contains__(self, name: str) -> bool:
        return self._values.get(name) is not None

    def require(self, name: str) -> None:
        """Refuse a body that leaves the name out, where null is a wish as well."""
        _given(name, name in self._values)

    def text(self, name: str) -> str | None:
        value: str | None = self._typed(name, str, "a string")
        return value

    def required_text(self, name: str, accepted: Collection[str] = ()) -> str:
        value = _given(name, self.text(name))
        if accepted and value not in accepted:
            raise InvalidParams(f"Param {name} is {value!r}; accepted: {', '.join(accepted)}.")
        return value

    def flag(self, name: str) -> bool | None:
        value: bool | None = self._typed(name, bool, "true or false")
        return value

    def whole(self, name: str) -> int | None:
        value: int | None = self._typed(name, int, "a whole number")
        if isinstance(value, bool):
            raise InvalidParams(f"Param {name} must be a whole number.")
        return value

    def raw(self, name: str) -> Any:
        """For values of several types; the caller checks."""
        return self._values.get(name)

    def nested(self, name: str) -> Params:
        """An object inside this one; empty when it is left out."""
        value: dict[str, Any] | None = self._typed(name, dict, "an object")
        return Params(value or {})

    def each(self, name: str) -> list[Params]:
        """A list of objects."""
        values: list[Any] = self._typed(name, list, "a list of objects") or []
        if not all(isinstance(value, dict) for value in values):
            raise InvalidParams(f"Param {name} must be a list of objects.")
        return [Params(value) for value in values]

    def required_each(self, name: str) -> list[Params]:
        """A list of objects; an empty one is a wish as well."""
        _given(name, name in self)
        return self.each(name)

    def texts(self, name: str) -> list[str]:
        """A list of strings."""
        values: list[Any] = self._typed(name, list, "a list of strings") or []
        if not all(isinstance(value, str) for value in values):
            raise InvalidParams(f"Param {name} must be a list of strings.")
        return values

    def strings(self, name: str, *, numbers: bool = False) -> dict[str, str]:
        """An object whose values are strings; whole numbers may be taken for some."""
        values = self.nested(name)._values
        if numbers:
            values = {key: str(one) if type(one) is int else one for key, one in values.items()}
        if not all(isinstance(value, str) for value in values.values()):
            raise InvalidParams(f"Param {name} must be an object of strings.")
        return values

    def reference(self, name: str) -> str | None:
        """`"x"`, `{"id": "x"}` or `{"name": "x"}`: the provider and the CLI differ."""
        value = self._values.get(name)
        if isinstance(value, dict):
            value = value.get("id") or value.get("name")
        if value is not None and not isinstance(value, str):
            raise InvalidParams(f"Param {name} must be a string, or an object with id or name.")
        return as_kept(value) if value else value

    def required_reference(self, name: str) -> str:
        return _given(name, self.reference(name))

    def _typed(self, name: str, kind: type[Any], description: str) -> Any:
        value = self._values.get(name)
        if value is not None and not isinstance(value, kind):
            raise InvalidParams(f"Param {name} must be {description}.")
        return value


def _given(name: str, value: T | None) -> T:
    if not value:
        raise InvalidParams(f"Param {name} is required.")
    return value


async def read_object(request: Request) -> dict[str, Any]:
    """The body as a JSON object; no body is an empty one. Also a DELETE's must be drained."""
    raw = await read_body(request)
    if not raw.strip():
        return {}
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError:
        raise BadRequest("The request body is not valid JSON.") from None
    if not isinstance(value, dict):
        raise BadRequest(f"The request body must be a JSON object, not a {type(value).__name__}.")
    return value
