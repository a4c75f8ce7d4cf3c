"""The schemas of triggers in a workflow: checked with it, sampled from, and held against payloads that people write."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Any

import pytest
from statewright.core import catalog
from statewright.language.compiler import Registry
from statewright.language.compiler.check import expected
from statewright.language.compiler.validation import validate
from statewright.language.dry_run import sample_payload
from statewright.language.expected import payload_misfits, trigger_output

from tests.support.graphs import api_trigger, graph, node, set_values

REGISTRY = Registry.from_catalog(catalog.load().raw)
ORDER = {
    "type": "object",
    "required": ["id"],
    "properties": {"id": {"type": "string", "examples": ["A-7"]}, "to": {"type": "string", "format": "email"}},
}


def problems(**config: Any) -> list[tuple[str, str | None, str]]:
    document = {"name": "Orders", "graph": graph(api_trigger(**config), set_values())}
    return [(each.code, each.field, each.message) for each in validate(document, REGISTRY)]


def test_a_schema_that_is_taken_is_no_problem() -> None:
    assert problems(body_schema=ORDER) == []
    assert problems(body_schema=None) == []


def test_a_schema_that_is_not_taken_is_told_at_its_place() -> None:
    schema = {"properties": {"a": {"$ref": "https://x.example/"}, "b": {"type": "strin"}}}
    assert problems(body_schema=schema) == [
        (
            "invalid_payload_schema",
            "config.body_schema.properties.a.$ref",
            "`$ref` `https://x.example/` is not in this schema, and none is ever fetched: copy it into `$defs`",
        )
    ]


def test_what_is_no_schema_at_all_is_told() -> None:
    found = problems(body_schema=["a list"])
    assert ("invalid_payload_schema", "config.body_schema") in [(code, field) for code, field, _ in found]


def test_the_sample_of_a_payload_has_what_the_schema_names() -> None:
    config = {"method": "POST", "path": "orders", "body_schema": ORDER}
    payload = sample_payload(trigger_output(REGISTRY, "api@1", config), config, 0)
    assert payload["body"] == {"id": "A-7", "to": "someone@example.com"}
    assert payload["path"] == "orders"


@pytest.mark.parametrize(
    ("payload", "places"),
    [
        ({"body": {"id": "7"}}, []),
        ({"body": {"to": "nobody"}}, ["payload.body.id", "payload.body.to"]),
        ({"body": None}, ["payload.body"]),
        ({"body": 7}, ["payload.body"]),
        ({}, []),
        ({"execution": "a-failed-run"}, []),
        (None, []),
        ("text", ["payload.body"]),
    ],
)
def test_a_payload_is_held_against_what_its_trigger_expects(payload: Any, places: list[str]) -> None:
    found = payload_misfits(REGISTRY, "api@1", {"body_schema": ORDER}, payload)
    assert [misfit.place("payload") for misfit in found] == places


def test_a_record_that_says_why_it_does_not_fit_may_be_anything() -> None:
    config = {"topic": "orders", "value_schema": ORDER}
    assert len(payload_misfits(REGISTRY, "event@1", config, {"value": None, "value_error": None})) == 1
    assert payload_misfits(REGISTRY, "event@1", config, {"value": None, "value_error": "not JSON"}) == []


@pytest.mark.parametrize("config", [{}, {"body_schema": None}, {"body_schema": {"$ref": "#"}}])
def test_without_a_schema_that_is_taken_nothing_is_expected(config: Any) -> None:
    assert payload_misfits(REGISTRY, "api@1", config, {}) == []
    assert payload_misfits(REGISTRY, "nobody@1", config, {}) == []


def test_a_trigger_nobody_knows_gives_nothing_known() -> None:
    assert trigger_output(REGISTRY, node("t", "nobody@1").get("definition"), {}) == {}


LINES = {
    "type": "object",
    "properties": {
        "customer": {"type": "object", "properties": {"email": {"type": "string"}}, "additionalProperties": False},
        "lines": {"type": ["array", "null"], "items": {"$ref": "#/$defs/line"}},
        "paid": {"anyOf": [{"type": "object", "properties": {"by": {}}}, {"type": "boolean"}]},
    },
    "$defs": {"line": {"properties": {"price": {}, "quantity": {}}, "additionalProperties": False}},
}


def unexpected(expression: str, *triggers: Any) -> list[tuple[str, str, int | None]]:
    document = {
        "name": "Orders",
        "graph": graph(*(triggers or (api_trigger(body_schema=LINES),)), set_values(read=f"{{% {expression} %}}")),
    }
    found = [each for each in validate(document, REGISTRY) if each.code == "unexpected_field"]
    assert all(each.severity == "warning" and each.field == "config.values.read" for each in found)
    return [(each.message, str(each.node_id), each.position) for each in found]


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("$trigger.body.custmer", "`order` expects no field `custmer` in `body`; did you mean `customer`?"),
        ("$order.body.customer.mail", "no field `mail` in `body.customer`; did you mean `email`?"),
        ("$trigger.body.customer.zip", "no field `zip` in `body.customer`"),
        ("$sum($trigger.body.lines.(prize * quantity))", "no field `prize` in `body.lines`; did you mean `price`?"),
        ("($all := $trigger.body.lines; $all[0].cost)", "no field `cost` in `body.lines`"),
    ],
)
def test_a_field_that_is_read_and_not_expected_is_doubtful(expression: str, words: str) -> None:
    ((message, node_id, position),) = unexpected(expression)
    assert words in message
    assert (node_id, position) == (
        "n-prepare",
        expression.index("$trigger" if "$trigger" in expression else "$order") + 3,
    )


@pytest.mark.parametrize(
    "expression",
    [
        "$trigger.body.customer.email",
        "$trigger.body.coupon",
        "$trigger.body.lines[price > 3].quantity",
        "$trigger.body.paid.from",
        "$keys($trigger.body.customer)",
        "$trigger.body.*.anything",
        "$trigger.headers.custmer",
    ],
)
def test_what_is_expected_or_may_come_all_the_same_is_not_doubted(expression: str) -> None:
    assert unexpected(expression) == []


def test_of_several_triggers_one_that_gives_the_field_is_enough() -> None:
    other = api_trigger("other", "other", body_schema={"properties": {"custmer": {}}})
    misspelt = api_trigger("third", "third", body_schema={"properties": {"customer": {}}})

    assert unexpected("$trigger.body.custmer", api_trigger(body_schema=LINES), other) == []
    assert unexpected("$trigger.body.custmer", api_trigger(body_schema=LINES), api_trigger("free", "free")) == []
    ((message, _, _),) = unexpected("$trigger.body.custmer", api_trigger(body_schema=LINES), misspelt)
    assert message.startswith("each trigger expects no field `custmer`")


def test_slips_are_looked_for_up_to_a_limit_and_each_once(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[str] = []

    def counted(word: str, known: Any, **options: Any) -> list[str]:
        compared.append(word)
        return get_close_matches(word, known, **options)

    monkeypatch.setattr(expected, "get_close_matches", counted)
    schema: Any = {"properties": {f"field_{number}": {} for number in range(900)}}
    reads = [[f"unknown_{node}_{number}" for number in range(60)] for node in range(5)]
    values = [" + ".join(f"$trigger.body.{name}" for name in names) for names in [*reads, *reads]]
    nodes = [set_values(f"s{at}", read=f"{{% {text} %}}") for at, text in enumerate(values)]

    validate({"name": "Wide", "graph": graph(api_trigger(body_schema=schema), *nodes)}, REGISTRY)

    assert 0 < len(compared) <= expected.MAX_COMPARISONS // 900
    assert len(set(compared)) == len(compared)


def test_in_a_schema_nothing_is_taken_for_an_expression() -> None:
    schema = {"description": "{% hi %}", "properties": {"a": {"title": "Write {% $x %} here", "default": "{% ( %}"}}}
    assert problems(body_schema=schema) == []
    assert [code for code, _, _ in problems(path="{% $x %}")].count("expression_not_allowed") == 1
