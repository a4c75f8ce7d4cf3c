"""A value that a JSON Schema describes: what an action might give when nobody says what it gave.

The same schema always gives the same value. What the schema's author wrote down comes first (`examples`, `default`,
`const`, the first `enum`); everything else is the plainest value that fits. `pattern`, `not`, `if` and schemas of
other documents are not looked at: write an example there.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final

from statewright.core.schema_merging import merged

Schema = Mapping[str, Any] | bool

MAX_DEPTH: Final = 32
"""Schemas inside each other; what lies deeper is null."""
OPTIONAL_DEPTH: Final = 6
"""Below this only what is required is filled in, so that a schema which contains itself ends."""
MAX_VALUES: Final = 2_000
"""Schemas looked at for one sample, `OPTIONAL_VALUES` of them for what is optional; what comes later is null."""
OPTIONAL_VALUES: Final = 1_000
MAX_LENGTH: Final = 200
"""Items of a list and characters of a string that are filled in for `minItems` and `minLength`."""

_FORMATS: Final[Mapping[str, str]] = {
    "date-time": "2026-01-01T00:00:00Z",
    "date": "2026-01-01",
    "time": "00:00:00Z",
    "duration": "PT1H",
    "email": "someone@example.com",
    "idn-email": "someone@example.com",
    "hostname": "example.com",
    "idn-hostname": "example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "uri": "https://example.com/",
    "uri-reference": "/",
    "iri": "https://example.com/",
    "iri-reference": "/",
    "uuid": "00000000-0000-4000-8000-000000000000",
    "json-pointer": "/a",
    "relative-json-pointer": "0",
    "regex": ".*",
    "uri-template": "/{id}",
}


def sample(schema: Schema, name: str = "text") -> Any:
    """A JSON value that fits `schema` (draft 2020-12, one document, `$ref` to itself or its `$defs`).

    Strings of which nothing else is known say the name of their field, `name` at the top. A schema that says nothing
    gives `{}`; one that nothing fits, null.
    """
    return _Sampler(schema).value(schema, name, 0)


class _Sampler:
    def __init__(self, document: Schema) -> None:
        self._document = document
        self._values = 0

    def value(self, schema: Schema, name: str, depth: int) -> Any:
        self._values += 1
        if depth >= MAX_DEPTH or self._values > MAX_VALUES or schema is False:
            return None
        schema = {} if schema is True else self._merged(schema, depth)
        written = _written(schema)
        if written:
            return written[0]
        for keyword in ("anyOf", "oneOf"):
            if schema.get(keyword):
                rest = {key: value for key, value in schema.items() if key != keyword}
                return self.value({"allOf": [rest, _preferred(schema[keyword])]}, name, depth + 1)
        return self._typed(schema, name, depth)

    def _typed(self, schema: Mapping[str, Any], name: str, depth: int) -> Any:
        told = _type(schema)
        if told == "object":
            return self._object(schema, depth)
        if told == "array":
            return self._array(schema, name, depth)
        if told == "string":
            return _string(schema, name)
        if told in ("integer", "number"):
            return _number(schema, whole=told == "integer")
        return {"boolean": True, "null": None}.get(told or "", {})

    def _object(self, schema: Mapping[str, Any], depth: int) -> dict[str, Any]:
        properties: Mapping[str, Schema] = schema.get("properties", {})
        required = schema.get("required", ())
        others: Schema = schema.get("additionalProperties", True)
        wanted = dict.fromkeys(name for name in properties if name in required or self._has_room(depth))
        wanted |= dict.fromkeys(required)
        filled = {name: self.value(properties.get(name, others), name, depth + 1) for name in wanted}
        for number in range(1, min(schema.get("minProperties", 0), MAX_LENGTH) - len(filled) + 1):
            filled[f"field_{number}"] = self.value(others, f"field_{number}", depth + 1)
        return filled

    def _array(self, schema: Mapping[str, Any], name: str, depth: int) -> list[Any]:
        first: list[Schema] = schema.get("prefixItems", [])
        items: Schema = schema.get("items", True)
        least = min(schema.get("minItems", 0), MAX_LENGTH)
        most = min(schema.get("maxItems", MAX_LENGTH), MAX_LENGTH)
        plain = len(first) or int("items" in schema and items is not False)
        count = max(least, min(plain, most) if self._has_room(depth) else 0)
        return [self.value(first[at] if at < len(first) else items, name, depth + 1) for at in range(count)]

    def _has_room(self, depth: int) -> bool:
        return depth < OPTIONAL_DEPTH and self._values < OPTIONAL_VALUES

    def _merged(self, schema: Mapping[str, Any], depth: int) -> Mapping[str, Any]:
        """The schema with what `$ref` and `allOf` say taken in; its own keywords win."""
        self._values += 1
        whole = dict(schema)
        parts: list[Schema] = []
        if "$ref" in whole:
            parts.append(self._referred(whole.pop("$ref")))
        parts += whole.pop("allOf", ())
        for part in parts:
            if not isinstance(part, Mapping) or depth >= MAX_DEPTH or self._values > MAX_VALUES:
                continue
            whole = merged(whole, self._merged(part, depth + 1))
        return whole

    def _referred(self, reference: str) -> Schema:
        found: Any = self._document
        if not reference.startswith("#"):
            return True
        for part in reference[1:].split("/")[1:]:
            part = part.replace("~1", "/").replace("~0", "~")  # noqa: PLW2901 - JSON Pointer's escapes
            found = found.get(part) if isinstance(found, Mapping) else None
        return found if isinstance(found, Mapping | bool) else True


def _written(schema: Mapping[str, Any]) -> list[Any]:
    """The values that the schema's author wrote down, the most telling first."""
    constants = [schema[keyword] for keyword in ("default", "const") if keyword in schema]
    return [*schema.get("examples", ()), *constants, *schema.get("enum", ())]


def _preferred(options: list[Schema]) -> Schema:
    """The first option that is more than null: optional things are there in a sample."""
    return next((each for each in options if isinstance(each, Mapping) and each.get("type") != "null"), options[0])


def _type(schema: Mapping[str, Any]) -> str | None:
    told = schema.get("type")
    if isinstance(told, list):
        return next((each for each in told if each != "null"), "null")
    if told is not None:
        return str(told)
    if "properties" in schema or "required" in schema:
        return "object"
    return "array" if "items" in schema or "prefixItems" in schema else None


def _string(schema: Mapping[str, Any], name: str) -> str:
    text = _FORMATS.get(schema.get("format", ""), name)
    text = text.ljust(min(schema.get("minLength", 0), MAX_LENGTH), "x")
    return text[: schema.get("maxLength", len(text))]


def _number(schema: Mapping[str, Any], *, whole: bool) -> int | float:
    """The number that fits and is nearest to 1 from its lower bound on; 1 if nothing is said."""
    low, high = schema.get("minimum", -math.inf), schema.get("maximum", math.inf)
    above, below = schema.get("exclusiveMinimum", -math.inf), schema.get("exclusiveMaximum", math.inf)
    step = schema.get("multipleOf", 1 if whole else None)
    floor, ceiling = max(low, above), min(high, below)
    if step:
        value = math.ceil(max(floor, min(1, ceiling)) / step) * step
        value += step if value <= above else 0
        value -= step if value > high or value >= below else 0
    else:
        value = min(max(1, floor), ceiling)
        if value <= above or value >= below:
            value = (above + below) / 2 if math.isfinite(above + below) else value + (1 if value <= above else -1)
    return int(value) if whole or float(value).is_integer() else value
