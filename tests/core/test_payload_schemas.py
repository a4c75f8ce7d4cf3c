"""Which schemas a trigger may have, and what it gives by them."""

from __future__ import annotations

from typing import Any

import pytest
from statewright.core import catalog
from statewright.core.payload_schemas import MAX_BYTES, Described, described, effective_output, faults

API = next(each for each in catalog.load().triggers if each.id == "api@1")
EVENT = next(each for each in catalog.load().triggers if each.id == "event@1")


def doubling(levels: int) -> dict[str, Any]:
    """Each of its schemas refers to the next one twice: `2 ** levels` judgements for one value."""
    shared: dict[str, Any] = {
        f"d{level}": {"allOf": [{"$ref": f"#/$defs/d{level + 1}"}] * 2} for level in range(levels)
    }
    return {"$ref": "#/$defs/d0", "$defs": {**shared, f"d{levels}": {"type": "object"}}}


def nested(levels: int) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string"}
    for _ in range(levels):
        schema = {"properties": {"inner": schema}}
    return schema


@pytest.mark.parametrize(
    "schema",
    [
        {},
        {"type": "object", "properties": {"id": {"type": "string", "pattern": "^[a-z]+$"}}, "required": ["id"]},
        {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "https://shop.example/order"},
        {"properties": {"to": {"$ref": "#/$defs/a"}, "by": {"$ref": "#/$defs/a"}}, "$defs": {"a": {"type": "object"}}},
        {"definitions": {"a~b/c": True}, "items": {"$ref": "#/definitions/a~0b~1c"}},
        {"properties": {"$ref": {"type": "string"}, "$id": False, "items": {"items": {}}}},
        {"anyOf": [{"type": "string"}, {"type": "null"}], "patternProperties": {"^x-": {}}},
        {
            "title": "A",
            "order": ["b", "a"],
            "x-ours": {"$ref": "#"},
            "properties": {"dependencies": {"readOnly": True}},
        },
        nested(30),
    ],
)
def test_sound_schemas_are_taken(schema: Any) -> None:
    assert faults(schema) == []


@pytest.mark.parametrize(
    ("schema", "place", "words"),
    [
        ("a text", (), "must be a JSON Schema: an object"),
        (True, (), "must be a JSON Schema: an object"),
        ({"type": "strin"}, ("type",), "a type is one of array, boolean"),
        ({"properties": {"a": 3}}, ("properties", "a"), "is not valid JSON Schema"),
        ({"required": "id"}, ("required",), "is not valid JSON Schema"),
        ({"$ref": "http://169.254.169.254/meta"}, ("$ref",), "none is ever fetched"),
        ({"items": {"$ref": "other.json#/a"}}, ("items", "$ref"), "none is ever fetched"),
        ({"$defs": {"unused": {"$ref": "https://x.example/"}}}, ("$defs", "unused", "$ref"), "none is ever fetched"),
        ({"$ref": "#/$defs/nobody"}, ("$ref",), "leads nowhere"),
        ({"$ref": "#/properties/a", "properties": {"a": {}}}, ("$ref",), "leads nowhere"),
        ({"$ref": 3}, ("$ref",), "must be text"),
        ({"items": {"$ref": "#"}}, ("items", "$ref"), "leads back to itself"),
        (
            {"$ref": "#/$defs/a", "$defs": {"a": {"items": {"$ref": "#/$defs/a"}}}},
            ("$ref", "items", "$ref"),
            "leads back to itself",
        ),
        ({"$schema": "http://json-schema.org/draft-07/schema#"}, ("$schema",), "only JSON Schema 2020-12"),
        ({"items": {"$id": "https://x.example/"}}, ("items", "$id"), "is not taken"),
        ({"allOf": [{}], "unevaluatedProperties": False}, ("unevaluatedProperties",), "use `additionalProperties`"),
        ({"$dynamicRef": "#a"}, ("$dynamicRef",), "is not taken"),
        (
            {"dependencies": {"x": {"anyOf": [{"properties": {"x": {"$ref": "#"}}, "minProperties": 9}] * 6}}},
            ("dependencies",),
            "use `dependentRequired`, or `dependentSchemas`",
        ),
        ({"items": {"requird": ["a"]}}, ("items", "requird"), "did you mean `required`?"),
        ({"speed": 9}, ("speed",), "`speed` is not taken: leave it out, or let its name begin with `x-`"),
        ({"properties": {"a": {"$defs": {}}}}, ("properties", "a", "$defs"), "in `$defs` around everything"),
        (
            {"$ref": "#/$defs/a%20b", "$defs": {"a%20b": {}, "a b": {"type": "string"}}},
            ("$ref",),
            "has a `%`",
        ),
        ({"properties": {"a": {"pattern": "^(?=a)"}}}, ("properties", "a", "pattern"), "look-around"),
        ({"pattern": r"(a)\1"}, ("pattern",), "back references"),
        ({"pattern": "(a{1000}){1000}"}, ("pattern",), "large counts"),
        ({"patternProperties": {"(": {}}}, ("patternProperties", "("), "is no pattern"),
        ({"allOf": [{"pattern": "a"}] * 51}, ("allOf", 50), "at most 50 patterns"),
        ({"description": "x" * MAX_BYTES}, (), "at most 16,384 are taken"),
        (doubling(12), (), "holds over 1,000 schemas"),
    ],
)
def test_what_is_wrong_with_a_schema_is_told_at_its_place(schema: Any, place: tuple[Any, ...], words: str) -> None:
    (fault,) = faults(schema)

    assert (fault.path, words in fault.message) == (place, True), fault


def test_a_schema_nested_too_deeply_is_refused() -> None:
    (fault,) = faults(nested(33))
    assert "at most 32 deep" in fault.message

    data: Any = 1
    for _ in range(300):
        data = [data]
    assert [fault.message for fault in faults({"default": data})] == ["must be JSON that is not nested without end"]


def test_all_faults_are_told_at_once_and_not_without_end() -> None:
    wrong = {"properties": {f"p{number}": {"$ref": "https://x.example/"} for number in range(30)}}
    assert len(faults(wrong)) == 20


def test_the_triggers_declare_what_their_schemas_describe() -> None:
    assert described(API.config_schema) == (Described("body_schema", "body", None),)
    assert described(EVENT.config_schema) == (Described("value_schema", "value", "value_error"),)
    schedule = next(each for each in catalog.load().triggers if each.id == "schedule@1")
    assert described(schedule.config_schema) == ()


def test_what_a_trigger_gives_is_known_from_its_schema() -> None:
    schema = {
        "properties": {"to": {"$ref": "#/$defs/address", "description": "Where it goes."}},
        "$defs": {"address": {"type": "object", "properties": {"city": {"type": "string"}}}},
    }
    given = effective_output(API.config_schema, API.output_schema, {"path": "orders", "body_schema": schema})

    assert given["properties"]["body"] == {
        "title": "Body",
        "properties": {
            "to": {
                "type": "object",
                "properties": {"city": {"type": "string"}},
                "description": "Where it goes.",
            }
        },
    }
    assert given["properties"]["query"] == API.output_schema["properties"]["query"]


def test_what_stands_beside_a_reference_counts_together_with_it() -> None:
    schema = {
        "$ref": "#/$defs/person",
        "title": "Buyer",
        "properties": {"email": {"type": "string"}, "name": {"description": "In full."}},
        "required": ["email"],
        "minProperties": 1,
        "$defs": {
            "person": {
                "title": "Person",
                "properties": {"name": {"type": "string"}},
                "required": ["name"],
                "minProperties": 2,
            }
        },
    }
    body = effective_output(API.config_schema, API.output_schema, {"body_schema": schema})["properties"]["body"]

    assert body["properties"] == {"name": {"type": "string", "description": "In full."}, "email": {"type": "string"}}
    assert (body["required"], body["minProperties"]) == (["email", "name"], 2)


def test_what_cannot_be_joined_is_left_to_the_validator() -> None:
    schema = {"$ref": "#/$defs/a", "required": "id", "$defs": {"a": {"required": [1], "properties": 3}}}
    body = effective_output(API.config_schema, API.output_schema, {"body_schema": schema})["properties"]["body"]
    assert body["required"] == "id"


@pytest.mark.parametrize("schema", [None, "text", {"$ref": "#"}, doubling(12)])
def test_a_schema_that_is_not_taken_says_nothing(schema: Any) -> None:
    assert effective_output(API.config_schema, API.output_schema, {"body_schema": schema}) == API.output_schema
