"""Secrets stay in the live context: what leaves it for PostgreSQL or the API has them masked.

A configuration field is a secret when its definition's schema gives it the `secret` widget.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

MASK: Final = "***"
SecretPaths = tuple[tuple[str, ...], ...]
"""Paths of property names; the items of arrays are not looked into."""


def secret_paths(schema: Mapping[str, Any]) -> SecretPaths:
    """Where an object of this JSON Schema holds secrets."""
    return tuple(_paths(schema, schema.get("$defs", {}), ()))


def _paths(schema: Mapping[str, Any], shared: Mapping[str, Any], seen: tuple[str, ...]) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    reference = schema.get("$ref")
    if isinstance(reference, str):
        name = reference.rpartition("/")[2]
        # A schema may hold itself.
        return [] if name in seen else _paths(shared.get(name, {}), shared, (*seen, name))
    for name, field in schema.get("properties", {}).items():
        if field.get("widget") == "secret":
            found.append((name,))
        else:
            found += [(name, *path) for path in _paths(field, shared, seen)]
    for choice in (*schema.get("anyOf", ()), *schema.get("oneOf", ()), *schema.get("allOf", ())):
        found += _paths(choice, shared, seen)
    return found


def mask(value: Any, paths: SecretPaths) -> Any:
    """A copy of `value` with what is at the paths masked; the value itself if there is nothing to mask."""
    for path in paths:
        value = _masked(value, path)
    return value


def _masked(value: Any, path: tuple[str, ...]) -> Any:
    if not isinstance(value, dict) or value.get(path[0]) is None:
        return value
    inner = MASK if len(path) == 1 else _masked(value[path[0]], path[1:])
    return {**value, path[0]: inner}
