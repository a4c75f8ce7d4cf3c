"""What a JSON Schema demands, in words that follow `must be`."""

from __future__ import annotations

from typing import Final

TYPES: Final = {
    "array": "a list",
    "boolean": "true or false",
    "integer": "a whole number",
    "null": "null",
    "number": "a number",
    "object": "an object",
    "string": "text",
}
LIMITS: Final = {
    "minimum": "at least {}",
    "maximum": "at most {}",
    "exclusiveMinimum": "more than {}",
    "exclusiveMaximum": "less than {}",
    "minLength": "at least {} character long",
    "maxLength": "at most {} character long",
    "minItems": "a list of at least {} item",
    "maxItems": "a list of at most {} item",
    "minProperties": "an object of at least {} field",
    "maxProperties": "an object of at most {} field",
}


def limit_told(keyword: str, limit: float) -> str:
    """A limit of `LIMITS`: `at most 3 characters long`."""
    told = LIMITS[keyword].format(f"{limit:,.15g}")
    for unit in ("character", "item", "field"):
        told = told if limit == 1 else told.replace(unit, f"{unit}s")
    return told
