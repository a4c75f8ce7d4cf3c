"""A sample fits the schema it is made from."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema_rs import Draft202012Validator
from statewright.core import catalog
from statewright.language.sampling import MAX_DEPTH, MAX_LENGTH, MAX_VALUES, Schema, sample


def fits(value: Any, schema: Any) -> bool:
    return Draft202012Validator(schema, validate_formats=True).is_valid(value)


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"type": "integer", "examples": [200], "default": 1}, 200),
        ({"type": "integer", "default": 7, "enum": [1, 7]}, 7),
        ({"enum": ["json", "text"]}, "json"),
        ({"const": 3}, 3),
        ({"type": "string", "default": None}, None),
        ({"type": "string", "examples": []}, "text"),
        ({"type": "string", "format": "email"}, "someone@example.com"),
        ({"type": "string", "minLength": 6}, "textxx"),
        ({"type": "string", "maxLength": 2}, "te"),
        ({"type": ["null", "boolean"]}, True),
        ({"type": "null"}, None),
        ({}, {}),
        (True, {}),
        (False, None),
        ({"anyOf": [{"type": "null"}, {"type": "integer"}]}, 1),
        ({"type": "object", "properties": {"message_id": {"type": "string"}}}, {"message_id": "message_id"}),
        ({"type": "object", "required": ["a"], "additionalProperties": {"type": "integer"}}, {"a": 1}),
        ({"type": "object", "additionalProperties": {"type": "string"}}, {}),
        ({"type": "array", "items": {"type": "integer"}}, [1]),
        ({"type": "array"}, []),
        ({"prefixItems": [{"type": "integer"}, {"type": "boolean"}], "items": False}, [1, True]),
        ({"properties": {"total": {"minimum": 5, "type": "number"}}}, {"total": 5}),
    ],
)
def test_what_a_schema_gives(schema: Schema, value: Any) -> None:
    assert sample(schema) == value


def test_references_and_parts_are_taken_in() -> None:
    schema = {
        "$defs": {"id": {"type": "string", "minLength": 3}, "a/b": {"const": 1}},
        "allOf": [{"properties": {"id": {"$ref": "#/$defs/id"}}, "required": ["id"]}, {"required": ["other"]}],
        "properties": {"other": {"$ref": "#/$defs/a~1b"}, "gone": {"$ref": "#/$defs/nothing"}},
    }
    assert sample(schema) == {"other": 1, "gone": {}, "id": "idx"}


def test_a_schema_that_contains_itself_ends() -> None:
    tree = {
        "$defs": {"node": {"type": "object", "properties": {"children": {"items": {"$ref": "#/$defs/node"}}}}},
        "$ref": "#/$defs/node",
    }
    assert fits(sample(tree), tree)
    assert sample({"$ref": "#"}) == {}
    endless = {"type": "object", "properties": {"inner": {"$ref": "#"}}, "required": ["inner"]}
    depth, value = 0, sample(endless)
    while isinstance(value, dict):
        depth, value = depth + 1, value["inner"]
    assert depth <= 40
    assert value is None


def count(value: Any) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + sum(map(count, inner))


def test_a_sample_is_bounded() -> None:
    wide = {"type": "object", "properties": {f"p{at}": {"$ref": "#"} for at in range(30)}}
    assert count(sample(wide)) <= MAX_VALUES + MAX_LENGTH
    assert len(sample({"type": "array", "minItems": 10**9, "items": {"type": "null"}})) == MAX_LENGTH
    assert len(sample({"type": "string", "minLength": 10**9})) == MAX_LENGTH
    twice = {"allOf": [{"$ref": "#"}, {"$ref": "#"}], "type": "integer"}
    assert sample(twice) == 1
    nested = {"type": "array", "minItems": 1000, "items": {"type": "array", "minItems": 1000, "items": {"$ref": "#"}}}
    assert count(sample(nested)) <= MAX_VALUES + MAX_DEPTH * MAX_LENGTH


NUMBERS = st.integers(-20, 20) | st.integers(-40, 40).map(lambda number: number / 2)


@st.composite
def number_schemas(draw: st.DrawFn) -> dict[str, Any]:
    low = draw(NUMBERS)
    schema: dict[str, Any] = {"type": draw(st.sampled_from(["integer", "number"]))}
    schema |= draw(st.sampled_from([{}, {"minimum": low}, {"exclusiveMinimum": low}]))
    schema |= draw(st.sampled_from([{}, {"maximum": low + 8}, {"exclusiveMaximum": low + 8}]))
    return schema | draw(st.sampled_from([{}, {"multipleOf": 2}, {"multipleOf": 3}]))


TEXTS = st.fixed_dictionaries(
    {"type": st.just("string")}, optional={"minLength": st.integers(0, 9), "maxLength": st.integers(9, 20)}
) | st.sampled_from(["date-time", "date", "time", "email", "uri", "uuid", "ipv4", "ipv6", "hostname", "duration"]).map(
    lambda name: {"type": "string", "format": name}
)
PLAIN = number_schemas() | TEXTS | st.sampled_from([{"type": "boolean"}, {"type": "null"}, {"enum": [3, None]}, {}])


def composed(inner: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    names = st.sampled_from("abcdef")
    objects = st.fixed_dictionaries(
        {
            "type": st.just("object"),
            "properties": st.dictionaries(names, inner, max_size=4),
            "required": st.lists(names, max_size=3, unique=True),
        },
        optional={"additionalProperties": inner, "minProperties": st.integers(0, 4)},
    )
    arrays = st.fixed_dictionaries(
        {"type": st.just("array"), "items": inner},
        optional={
            "minItems": st.integers(0, 3),
            "maxItems": st.integers(3, 5),
            "prefixItems": st.lists(inner, min_size=1, max_size=2),
        },
    )
    options = st.lists(inner, min_size=1, max_size=3)
    return objects | arrays | options.map(lambda listed: {"anyOf": listed})


@given(st.recursive(PLAIN, composed, max_leaves=12))
def test_a_sample_fits_its_schema(schema: dict[str, Any]) -> None:
    value = sample(schema)
    assert fits(value, schema), value
    assert sample(schema) == value


def test_samples_of_the_built_in_definitions_fit() -> None:
    known = catalog.load()
    schemas = [each.output_schema for each in known.actions] + [each.output_schema for each in known.triggers]
    assert len(schemas) >= 7
    for schema in schemas:
        assert fits(sample(schema), schema)
