"""How large what travels can be, as far as the workflow's text and the actions' schemas say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import orjson
from statewright.language.compiler.registry import Registry
from statewright.language.expressions import MAX_PAYLOAD, is_expression
from statewright.language.preflight.machine import Block
from statewright.language.preflight.model import PayloadSize
from statewright.language.preflight.nodes import Nodes

_CHARACTER: Final = 6
"""Bytes of the longest escape, `\\u0000`."""
_NUMBER: Final = 25
REFERENCE_BYTES: Final = 600
"""Bytes of a reference to what lies in S3, roughly: its key names the run, the node and the iteration."""
_DEPTH: Final = 30
_FIELDS: Final = ("Arguments", "Assign", "Output", "Items", "ItemSelector")


def payload(machine: Block, nodes: Nodes, registry: Registry) -> PayloadSize:
    """The largest of everything."""
    literal, literal_node = 0, None
    for step in machine.everything():
        for field in _FIELDS:
            size = len(orjson.dumps(_written(step.state[field]))) if field in step.state else 0
            if size > literal:
                literal, literal_node = size, step.node
    sizes: dict[str, int] = {}
    unknown = []
    for key, node in nodes.items():
        if node.type not in ("trigger", "action") or node.settings.disabled:
            continue
        definition = registry.of(node.type).get(node.definition or "")
        size_or_none = None if definition is None or node.settings.select else bound(definition.output_schema)
        if node.settings.offload:
            size_or_none = REFERENCE_BYTES
        if size_or_none is None:
            unknown.append(key)
        else:
            sizes[key] = size_or_none
    largest = max(sizes, key=sizes.__getitem__, default=None)
    return PayloadSize(
        literal=literal,
        literal_node=literal_node,
        bounded=None if largest is None else sizes[largest],
        bounded_node=largest,
        unknown=tuple(sorted(unknown)),
        limit=MAX_PAYLOAD,
    )


def bound(schema: Mapping[str, Any]) -> int | None:
    """The most bytes of JSON that a value of this schema takes; None if the schema sets no bound."""
    return _bound(schema, schema.get("$defs", {}), _DEPTH)


def _bound(schema: Any, definitions: Mapping[str, Any], depth: int) -> int | None:
    if not isinstance(schema, Mapping) or depth == 0:
        return None
    if "const" in schema or "enum" in schema:
        return max(len(orjson.dumps(value)) for value in schema.get("enum") or [schema.get("const")])
    if "$ref" in schema:
        return _bound(definitions.get(str(schema["$ref"]).removeprefix("#/$defs/")), definitions, depth - 1)
    for several in ("anyOf", "oneOf"):
        if several in schema:
            return _most([_bound(each, definitions, depth - 1) for each in schema[several]])
    types = schema.get("type")
    if isinstance(types, list):
        return _most([_of_type(each, schema, definitions, depth) for each in types])
    return _of_type(types, schema, definitions, depth)


def _of_type(name: Any, schema: Mapping[str, Any], definitions: Mapping[str, Any], depth: int) -> int | None:
    match name:
        case "null" | "boolean":
            return 5
        case "integer" | "number":
            return _NUMBER
        case "string":
            return 2 + _CHARACTER * schema["maxLength"] if "maxLength" in schema else None
        case "array":
            item = _bound(schema.get("items"), definitions, depth - 1)
            return None if item is None or "maxItems" not in schema else 2 + schema["maxItems"] * (item + 1)
        case "object" if schema.get("additionalProperties") is False:
            properties = schema.get("properties", {})
            members = [_bound(member, definitions, depth - 1) for member in properties.values()]
            known = [member for member in members if member is not None]
            names = sum(len(orjson.dumps(key)) + 2 for key in properties)
            return 2 + names + sum(known) if len(known) == len(members) else None
    return None


def _most(sizes: list[int | None]) -> int | None:
    known = [size for size in sizes if size is not None]
    return max(known, default=0) if len(known) == len(sizes) else None


def _written(value: Any) -> Any:
    """The value without what expressions give."""
    if isinstance(value, Mapping):
        return {key: _written(member) for key, member in value.items()}
    if isinstance(value, list):
        return [_written(item) for item in value]
    return None if is_expression(value) else value
