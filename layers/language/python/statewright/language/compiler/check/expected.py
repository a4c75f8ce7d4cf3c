"""Fields that expressions read of what a trigger gives, and that it does not expect."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from itertools import islice
from typing import Any, Final, NamedTuple

from statewright.core.payload_schemas import described, effective_output
from statewright.language.compiler.registry import Registry
from statewright.language.graph.model import Node

_ALIKE: Final = 0.8
"""How near a name must be to be a slip of one that is known, where others may come too; from 0 to 1."""
_CLOSE: Final = 0.6
"""The same where no others may come."""
MAX_COMPARISONS: Final = 50_000
"""Names of fields that are held against names that are read, in one check; some microseconds each."""
_ALTERNATIVES: Final = ("anyOf", "oneOf", "allOf", "if", "not", "patternProperties", "dependentSchemas")
_MOST: Final = 20

Schema = Mapping[str, Any]


class Unexpected(NamedTuple):
    """A field that is read; `path` leads to it in the trigger's output."""

    path: tuple[str, ...]
    suggestion: str | None


class Expectations:
    """What the triggers give whose configuration says what they expect, by their keys; for one check of a workflow."""

    def __init__(self, nodes: Iterable[Node], registry: Registry) -> None:
        self._schemas: Final = dict(_told(nodes, registry))
        self._slips: Final[dict[tuple[int, str], str | None]] = {}
        self._comparisons_left = MAX_COMPARISONS

    def __contains__(self, key: object) -> bool:
        return key in self._schemas

    def unexpected(self, read: object, key: str) -> list[Unexpected]:
        """Fields read of a trigger that are never there, and those that are most likely a slip of one that is.

        Some of very many; slips are no longer looked for after `MAX_COMPARISONS`.
        """
        return list(islice(self._unexpected(read, self._schemas[key], ()), _MOST))

    def _unexpected(self, read: object, schema: Schema, path: tuple[str, ...]) -> Iterator[Unexpected]:
        inside = _inside(schema)
        if not isinstance(read, Mapping) or inside is None:
            return
        properties: Mapping[str, Any] = inside["properties"]
        for name in sorted(read):
            if name in properties:
                if isinstance(properties[name], Mapping):
                    yield from self._unexpected(read[name], properties[name], (*path, name))
            elif not path:
                continue  # what else a trigger gives is known from its definition
            elif inside.get("additionalProperties") is False:
                yield Unexpected((*path, name), self._slip(name, properties, _CLOSE))
            elif near := self._slip(name, properties, _ALIKE):
                yield Unexpected((*path, name), near)

    def _slip(self, name: str, properties: Mapping[str, Any], cutoff: float) -> str | None:
        """The field that was probably meant; None too where so much was compared that it is not looked for."""
        known = (id(properties), name)  # the schemas live as long as the answers
        if known not in self._slips:
            if self._comparisons_left < len(properties):
                return None
            self._comparisons_left -= len(properties)
            self._slips[known] = next(iter(get_close_matches(name[:100], properties, n=1, cutoff=cutoff)), None)
        return self._slips[known]


def _told(nodes: Iterable[Node], registry: Registry) -> Iterator[tuple[str, Schema]]:
    for node in nodes:
        definition = registry.triggers.get(node.definition or "") if node.type == "trigger" else None
        if definition is None:
            continue
        told = [of for field, of, _ in described(definition.config_schema) if node.config.get(field) is not None]
        output = effective_output(definition.config_schema, definition.output_schema, node.config)
        properties = {of: output["properties"][of] for of in told if of in output.get("properties", {})}
        if properties:
            yield node.key, {"properties": properties}


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
