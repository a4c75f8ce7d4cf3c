"""Where a configuration holds fields of a kind, by the annotations of its JSON Schema."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

Paths = tuple[tuple[str, ...], ...]
"""Paths of property names; the items of arrays are not looked into."""


def marked(schema: Mapping[str, Any], name: str, value: object) -> Paths:
    """Where an object of this JSON Schema has fields whose annotation `name` is `value`."""
    return tuple(dict.fromkeys(_paths(schema, schema.get("$defs", {}), lambda field: field.get(name) == value, ())))


def secret_paths(schema: Mapping[str, Any]) -> Paths:
    """Where an object of this JSON Schema holds secrets."""
    return marked(schema, "widget", "secret")


def _paths(
    schema: Mapping[str, Any],
    shared: Mapping[str, Any],
    wanted: Callable[[Mapping[str, Any]], bool],
    seen: tuple[str, ...],
) -> Iterator[tuple[str, ...]]:
    reference = schema.get("$ref")
    if isinstance(reference, str):
        name = reference.rpartition("/")[2]
        # A schema may hold itself.
        if name not in seen:
            yield from _paths(shared.get(name, {}), shared, wanted, (*seen, name))
        return
    for name, field in schema.get("properties", {}).items():
        if wanted(field):
            yield (name,)
        else:
            yield from ((name, *path) for path in _paths(field, shared, wanted, seen))
    for choice in (*schema.get("anyOf", ()), *schema.get("oneOf", ()), *schema.get("allOf", ())):
        yield from _paths(choice, shared, wanted, seen)
