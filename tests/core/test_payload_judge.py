"""Values held against the schema of a trigger."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
from statewright.core.payload_judge import MAX_MISFITS, Judge

ORDER = {
    "type": "object",
    "required": ["id", "customer"],
    "additionalProperties": False,
    "properties": {
        "id": {"type": "string", "pattern": "^[a-z0-9-]+$"},
        "customer": {
            "type": "object",
            "required": ["email"],
            "properties": {"email": {"type": "string", "format": "email"}},
        },
        "lines": {"type": "array", "minItems": 1, "items": {"properties": {"count": {"type": "integer"}}}},
    },
}


def told(schema: Any, value: Any) -> dict[str, str]:
    return {misfit.place("body"): misfit.message for misfit in Judge(schema).misfits(value, "body")}


def test_what_fits_is_not_spoken_of() -> None:
    assert told(ORDER, {"id": "7", "customer": {"email": "ada@example.com"}, "lines": [{"count": 1}]}) == {}


def test_every_misfit_is_told_at_its_place_without_the_value() -> None:
    secret = "hunter2 is no id"
    value = {"id": secret, "customer": {"email": secret}, "lines": [{"count": 1}, {"count": secret}], "extra": secret}
    found = told(ORDER, value)

    assert found == {
        "body.id": "`id` does not match the pattern ^[a-z0-9-]+$",
        "body.customer.email": "`email` must be an e-mail address",
        "body.lines.1.count": "`count` must be a whole number",
        "body.extra": "there is no field `extra`",
    }
    assert told(ORDER, {"customer": {}, "lines": []}) == {
        "body.id": "`id` is required",
        "body.customer.email": "`email` is required",
        "body.lines": "`lines` must be a list of at least 1 item",
    }


@pytest.mark.parametrize(
    ("schema", "value", "message"),
    [
        ({"type": ["string", "null"]}, 1, "`body` must be text or null"),
        ({"anyOf": [{"type": "string"}, {"type": "null"}]}, 1, "`body` must be text or null"),
        ({"oneOf": [{"minimum": 1, "type": "integer"}, {"type": "null"}]}, 0, "`body` fits none of the forms"),
        ({"enum": ["a", "b"]}, "c", "`body` must be one of a, b"),
        ({"enum": ["a", None, True, 1.5, {"b": [1]}]}, "c", '`body` must be one of a, null, true, 1.5, {"b":[1]}'),
        ({"const": "x"}, 1, "`body` must be x"),
        ({"const": False}, 1, "`body` must be false"),
        ({"exclusiveMaximum": 3}, 3, "`body` must be less than 3"),
        ({"minLength": 2}, "a", "`body` must be at least 2 characters long"),
        ({"multipleOf": 5}, 3, "`body` must be a multiple of 5"),
        ({"uniqueItems": True}, [1, 1], "`body` must not hold the same item twice"),
        ({"format": "date-time"}, "today", "`body` must be a time with its zone"),
        ({"properties": {"a": False}}, {"a": 1}, "`a` must be left out"),
        ({"items": {"type": "string"}}, [1], "item 1 of `body` must be text"),
        ({"dependentRequired": {"a": ["b"]}}, {"a": 1}, "`b` is required"),
    ],
)
def test_it_is_told_in_words(schema: Any, value: Any, message: str) -> None:
    (found,) = told(schema, value).values()
    assert found.startswith(message)


def test_what_a_stranger_sends_is_not_echoed_at_length() -> None:
    name = "n" * 1_000
    schema = {"additionalProperties": {"type": "integer"}, "propertyNames": {"maxLength": 10}}
    found = Judge(schema).misfits({name: {name: "v" * 5_000}}, "body")

    assert {misfit.code for misfit in found} == {"type", "propertyNames"}
    assert all(len(misfit.message) + len(misfit.place("body")) < 300 for misfit in found)
    (unknown,) = Judge({"additionalProperties": False}).misfits({name: 1}, "body")
    assert len(unknown.message) + len(unknown.place("body")) < 300


def test_misfits_are_told_up_to_a_limit() -> None:
    assert len(Judge({"items": {"type": "integer"}}).misfits(["x"] * 1_000, "body")) == MAX_MISFITS


LINES = {"type": "array", "items": {"type": "object", "required": list("abcdef")}}


@pytest.mark.parametrize(
    ("schema", "value", "message"),
    [
        ({"items": {"allOf": [{"type": "integer"}] * 900}}, ["x"] * 60_000, "item 1 of `body` must be a whole number"),
        ({"allOf": [{"minLength": 300_000}] * 900}, "x" * 240_000, "`body` must be at least 300,000 characters long"),
        (
            {"properties": {"lines": {"anyOf": [LINES, {"type": "null"}]}}},
            {"lines": [{}] * 79_000},
            "too large to tell",
        ),
        ({"oneOf": [{"type": "null"}, {"items": {"allOf": [{"type": "string"}] * 20}}]}, [1] * 10_000, "too large to"),
        ({"not": {"not": {"anyOf": [LINES, {"type": "null"}]}}}, [{}] * 79_000, "too large to tell where"),
        ({"propertyNames": {"maxLength": 1}}, {f"k{number}": 1 for number in range(20_000)}, "too large to tell where"),
        (
            {"$ref": "#/$defs/lines", "anyOf": [True], "$defs": {"lines": {"anyOf": [LINES]}}},
            [{}] * 79_000,
            "too large to tell where",
        ),
    ],
)
def test_of_a_great_many_misfits_one_is_told(schema: Any, value: Any, message: str) -> None:
    """A small body and a small schema can have millions, which are all made before the first can be read."""
    (found,) = Judge(schema).misfits(value, "body")
    assert message in found.message


_PEAK = """
import resource
from statewright.core.payload_judge import Judge

lines = {"type": "array", "items": {"type": "object", "required": list("abcdef")}}
judge, value = Judge({"properties": {"lines": {"anyOf": [lines, {"type": "null"}]}}}), {"lines": [{}] * 79_000}
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
judge.misfits(value, "body")
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def test_misfits_inside_of_alternatives_take_no_memory() -> None:
    """In a process of its own, as a peak never falls; it took 800 MB."""
    ran = subprocess.run([sys.executable, "-c", _PEAK], capture_output=True, text=True, check=True)
    assert int(ran.stdout) < 50 * 1024


def test_a_pattern_takes_time_in_proportion_to_the_text() -> None:
    """With backtracking it would take 2 to the power of 100,000 steps, or give up without a judgement."""
    (found,) = Judge({"pattern": "^(a+)+$"}).misfits("a" * 100_000 + "!", "body")
    assert found.code == "pattern"
    assert Judge({"pattern": "^(a+)+$"}).misfits("a" * 100_000, "body") == []


def test_a_value_nested_without_end_does_not_fit() -> None:
    value: Any = 1
    for _ in range(1_000):
        value = {"a": value}
    (found,) = Judge({"const": 1}).misfits(value, "body")
    assert found.code == "too_deep"


def test_a_schema_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="the schema is not valid"):
        Judge({"type": "strin"})
