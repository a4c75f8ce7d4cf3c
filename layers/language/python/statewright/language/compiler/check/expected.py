"""Fields that expressions read of what a trigger gives, and that it does not expect."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any, Final, NamedTuple

from statewright.core.payload_schemas import described, effective_output
from statewright.language.compiler.registry import Registry
from statewright.language.graph.model import Node
from statewright.language.graph.problems import closest

_ALIKE: Final = 0.8
"""How near a name must be to be a slip of one that is known, where others may come too; from 0 to 1."""
_ALTERNATIVES: Final = ("anyOf", "oneOf", "allOf", "if", "not", "patternProperties", "dependentSchemas")
_MOST: Final = 20

Schema = Mapping[str, Any]


class Unexpected(NamedTuple):
    """A field that is read; `path` leads to it in the trigger's output."""

    path: tuple[str, ...]
    suggestion: str | None


def expectations(nodes: Iterable[Node], registry: Registry) -> dict[str, Schema]:
    """By trigger key: what it gives, of those whose configuration says what they expect."""
    found = {}
    for node in nodes:
        definition = registry.triggers.get(node.definition or "") if node.type == "trigger" else None
        if definition is None:
            continue
        told = [of for field, of, _ in described(definition.config_schema) if node.config.get(field) is not None]
        output = effective_output(definition.config_schema, definition.output_schema, node.config)
        properties = output.get("properties", {})
        found[node.key] = {"properties": {of: properties[of] for of in told if of in properties}}
    return {key: schema for key, schema in found.items() if schema["properties"]}


def unexpected(read: object, schema: Schema) -> list[Unexpected]:
    """Fields read that are never there, and those that are most likely a slip of one that is; some of very many."""
    found = []
    for each in _unexpected(read, schema, (), top=True):
        found.append(each)
        if len(found) == _MOST:
            break
    return found


def _unexpected(read: object, schema: Schema, path: tuple[str, ...], *, top: bool = False) -> Iterator[Unexpected]:
    inside = _inside(schema)
    if not isinstance(read, Mapping) or inside is None:
        return
    properties: Mapping[str, Any] = inside["properties"]
    for name in sorted(read):
        if name in properties:
            if isinstance(properties[name], Mapping):
                yield from _unexpected(read[name], properties[name], (*path, name))
        elif top:
            continue  # what else a trigger gives is known from its definition
        elif inside.get("additionalProperties") is False:
            yield Unexpected((*path, name), closest(name, properties))
        elif near := get_close_matches(name[:100], properties, n=1, cutoff=_ALIKE):
            yield Unexpected((*path, name), near[0])


def _inside(schema: Schema) -> Schema | None:
    """The schema of an object, or of a list's items, whose fields are known; a path goes through lists."""
    for _ in range(32):
        if any(keyword in schema for keyword in _ALTERNATIVES):
            return None
        if isinstance(schema.get("properties"), Mapping):
            return schema
        items = schema.get("items")
        if not isinstance(items, Mapping):
            return None
        schema = items
    return None
