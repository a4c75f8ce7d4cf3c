"""The JSON Schemas by which triggers say what they expect: which are taken, and how they look in one piece.

They are written by people and judge what strangers send, on the path that accepts it. So whatever makes a judgement
cost more than the value and the schema are long is refused when the workflow is validated: schemas that hold
themselves, references that multiply, patterns that need backtracking, and every keyword that is not known here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from itertools import islice
from typing import Any, Final, NamedTuple

import orjson
from statewright.core.schema_merging import merged

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
MAX_BYTES: Final = 16 * 1024
"""Of the schema as JSON: it travels with the trigger's route."""
MAX_DEPTH: Final = 32
"""Schemas inside each other, references followed."""
MAX_SUBSCHEMAS: Final = 1_000
"""Schemas in it, each counted as often as a reference leads to it: so many are held against one value at most."""
MAX_PATTERNS: Final = 50
MAX_FAULTS: Final = 20

_LISTS: Final = ("allOf", "anyOf", "oneOf", "prefixItems")
_MAPS: Final = ("properties", "patternProperties", "dependentSchemas")
_SINGLE: Final = ("items", "additionalProperties", "contains", "not", "if", "then", "else", "propertyNames")
SHARED: Final = ("$defs", "definitions")
_ASSERTIONS: Final = (
    *("type", "enum", "const", "format", "pattern", "minLength", "maxLength", "required", "dependentRequired"),
    *("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minProperties", "maxProperties"),
    *("minItems", "maxItems", "uniqueItems", "minContains", "maxContains"),
)
_ANNOTATIONS: Final = (
    *("$schema", "$id", "$comment", "title", "description", "default", "examples", "order"),
    *("deprecated", "readOnly", "writeOnly", "contentEncoding", "contentMediaType"),
)
_OWN_PREFIX: Final = "x-"
"""Names that begin so are for programs of other people."""
_TAKEN: Final = frozenset({"$ref", *SHARED, *_MAPS, *_LISTS, *_SINGLE, *_ASSERTIONS, *_ANNOTATIONS})
"""All that is looked into here. A keyword that the validator applies and this list lacks would pass every limit."""
_INSTEAD: Final = {
    "$dynamicRef": "use `$ref` to a schema in `$defs`",
    "$recursiveRef": "use `$ref` to a schema in `$defs`",
    "$dynamicAnchor": "name the schema in `$defs`",
    "$recursiveAnchor": "name the schema in `$defs`",
    "$anchor": "name the schema in `$defs`",
    "$vocabulary": "the keywords of JSON Schema 2020-12 are known",
    "unevaluatedProperties": "use `additionalProperties`",
    "unevaluatedItems": "use `items`",
    "additionalItems": "use `prefixItems` for the first items and `items` for the others",
    "dependencies": "use `dependentRequired`, or `dependentSchemas`",
    "nullable": 'list "null" in `type`',
    "example": "use `examples`, a list",
    "contentSchema": "what is inside of a text is for the workflow",
}
_AT_THE_TOP: Final = {
    "$id": "schemas in it cannot have an address of their own",
    "$schema": "say it once, around everything",
    "$defs": "name the schema in `$defs` around everything",
    "definitions": "name the schema in `definitions` around everything",
}

Path = tuple[str | int, ...]


class Described(NamedTuple):
    """A field of a trigger's configuration that holds a schema.

    `of` is the property of the trigger's output that it describes. Where the output's property `unless` tells of a
    misfit, the value is handed on as it is.
    """

    field: str
    of: str
    unless: str | None


class Fault(NamedTuple):
    """Why a schema is not taken; `path` leads to the place in it."""

    path: Path
    message: str


def described(config_schema: Mapping[str, Any]) -> tuple[Described, ...]:
    """The fields of a configuration that hold schemas, as its own schema declares them."""
    fields: Mapping[str, Mapping[str, Any]] = config_schema.get("properties", {})
    return tuple(
        Described(name, field["describes"], field.get("unless"))
        for name, field in fields.items()
        if field.get("widget") == "schema" and "describes" in field
    )


def effective_output(
    config_schema: Mapping[str, Any], output_schema: Mapping[str, Any], config: Mapping[str, Any]
) -> Mapping[str, Any]:
    """What a trigger gives by its definition and by what its configuration says of it.

    A schema with faults says nothing. The title of the property stays: people know it by that name.
    """
    properties = dict(output_schema.get("properties", {}))
    for field, of, _ in described(config_schema):
        schema = config.get(field)
        if of in properties and isinstance(schema, Mapping) and not any(_structure(schema)):
            properties[of] = {"title": properties[of].get("title", of), **inlined(schema, schema)}
    return {**output_schema, "properties": properties} if properties else output_schema


def inlined(schema: Any, document: Mapping[str, Any]) -> Any:
    """A schema without references: what they lead to is joined with what stands beside them."""
    if not isinstance(schema, Mapping):
        return schema
    own = {keyword: part for keyword, part in schema.items() if keyword not in (*SHARED, "$ref", "$schema", "$id")}
    for keyword in _MAPS:
        if keyword in own:
            own[keyword] = {name: inlined(part, document) for name, part in _mapping(own, keyword).items()}
    for keyword in _LISTS:
        if isinstance(own.get(keyword), list):
            own[keyword] = [inlined(part, document) for part in own[keyword]]
    for keyword in _SINGLE:
        if keyword in own:
            own[keyword] = inlined(own[keyword], document)
    if "$ref" not in schema:
        return own
    target = inlined(referred(document, schema["$ref"]), document)
    return merged(own, target) if isinstance(target, Mapping) else own


def faults(schema: object) -> list[Fault]:
    """Why a value of a configuration cannot be used as a schema; nothing when it can. At most `MAX_FAULTS`."""
    if not isinstance(schema, Mapping):
        return [Fault((), "must be a JSON Schema: an object")]
    try:
        size = len(orjson.dumps(schema))
    except (TypeError, ValueError):
        return [Fault((), "must be JSON that is not nested without end")]
    if size > MAX_BYTES:
        message = f"has {size:,} bytes; at most {MAX_BYTES:,} are taken: describe only what the workflow reads"
        return [Fault((), message)]
    found = list(dict.fromkeys(islice(_structure(schema), MAX_FAULTS)))
    if not found:
        # Brings the validator, which whoever starts executions loads only where a trigger has a schema.
        from statewright.core.payload_judge import compile_fault  # noqa: PLC0415

        found = [*compile_fault(schema)]
    return found


def _structure(schema: Mapping[str, Any]) -> Iterator[Fault]:
    dialect = schema.get("$schema", DIALECT)
    if dialect != DIALECT:
        yield Fault(("$schema",), f"only JSON Schema 2020-12 is taken: leave it out, or write {DIALECT}")
    yield from _Walk(schema, follows=True).faults(schema, (), 0, ())
    # What nothing refers to costs nothing, but must not lead outside either.
    unused = _Walk(schema, follows=False)
    for shared in SHARED:
        for name, part in _mapping(schema, shared).items():
            yield from unused.faults(part, (shared, name), 1, ())


def _instead(keyword: str) -> str:
    if keyword in _INSTEAD:
        return _INSTEAD[keyword]
    near = get_close_matches(keyword[:60], _TAKEN, n=1)
    return f"did you mean `{near[0]}`?" if near else f"leave it out, or let its name begin with `{_OWN_PREFIX}`"


class _Walk:
    """Looks at every schema in a schema, those behind references included where it `follows` them."""

    def __init__(self, document: Mapping[str, Any], *, follows: bool) -> None:
        self._document: Final = document
        self._follows: Final = follows
        self._left = MAX_SUBSCHEMAS
        self._patterns_left = MAX_PATTERNS

    def faults(self, schema: Any, path: Path, depth: int, through: tuple[str, ...]) -> Iterator[Fault]:
        """`depth`: schemas around it; `through`: the references that led here. It ends where a limit is passed."""
        if self._left <= 0 or not isinstance(schema, Mapping):
            return  # true and false are schemas too; what is no schema at all is told by the validator
        self._left -= 1
        if self._left == 0:
            message = f"holds over {MAX_SUBSCHEMAS:,} schemas when its references are followed: simplify it"
            yield Fault((), message)
            return
        if depth > MAX_DEPTH:
            self._left = 0
            yield Fault(path, f"schemas may lie at most {MAX_DEPTH} deep inside each other: leave the inner part free")
            return
        self._patterns_left -= ("pattern" in schema) + len(_mapping(schema, "patternProperties"))
        if self._patterns_left < 0:
            self._left = 0
            yield Fault(path, f"at most {MAX_PATTERNS} patterns are taken: check the rest in the workflow")
            return
        for keyword in schema:
            if keyword not in _TAKEN and not keyword.startswith(_OWN_PREFIX):
                yield Fault((*path, keyword), f"`{keyword[:60]}` is not taken: {_instead(keyword)}")
            elif keyword in _AT_THE_TOP and path:
                yield Fault((*path, keyword), f"`{keyword}` is not taken here: {_AT_THE_TOP[keyword]}")
        if "$ref" in schema:
            yield from self._referred(schema["$ref"], (*path, "$ref"), depth, through)
        for step, part in _parts(schema):
            yield from self.faults(part, (*path, *step), depth + 1, through)

    def _referred(self, reference: object, path: Path, depth: int, through: tuple[str, ...]) -> Iterator[Fault]:
        if not isinstance(reference, str):
            yield Fault(path, "must be text such as `#/$defs/address`")
            return
        shown, target = reference[:60], referred(self._document, reference)
        if reference == "#" or reference in through:
            yield Fault(path, f"`{shown}` leads back to itself: leave the inner part free")
        elif "%" in reference:
            yield Fault(path, f"`{shown}` has a `%`: name the schema in `$defs` with letters and digits")
        elif target is None and not reference.startswith("#"):
            yield Fault(path, f"`{shown}` is not in this schema, and none is ever fetched: copy it into `$defs`")
        elif target is None:
            yield Fault(path, f"`{shown}` leads nowhere: write `#/$defs/<name>` of a schema that is there")
        elif self._follows:
            yield from self.faults(target, path, depth + 1, (*through, reference))


def _parts(schema: Mapping[str, Any]) -> Iterator[tuple[Path, Any]]:
    for keyword in _MAPS:
        for name, part in _mapping(schema, keyword).items():
            yield (keyword, name), part
    for keyword in _LISTS:
        parts = schema.get(keyword)
        for index, part in enumerate(parts if isinstance(parts, list) else ()):
            yield (keyword, index), part
    for keyword in _SINGLE:
        if keyword in schema:
            yield (keyword,), schema[keyword]


def _mapping(schema: Mapping[str, Any], keyword: str) -> Mapping[str, Any]:
    found = schema.get(keyword)
    return found if isinstance(found, Mapping) else {}


def referred(document: Mapping[str, Any], reference: str) -> Any:
    """The schema that a reference names; None when it names none.

    Of several names that `%` could stand for the validator takes another one than people see: it is not read.
    """
    parts = reference.split("/")
    if "%" in reference or len(parts) != 3 or parts[0] != "#" or parts[1] not in SHARED:
        return None
    found = _mapping(document, parts[1]).get(parts[2].replace("~1", "/").replace("~0", "~"))
    return found if isinstance(found, Mapping | bool) else None
