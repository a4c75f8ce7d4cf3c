"""`switch` and `split`: which way a run goes."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from statewright.language.compiler import compile_workflow, validate
from statewright.language.engine import ExecutionContext, Machine, simulate

from tests.language.compiler.drawing import REGISTRY, TARGET, node, workflow


def context(name: str) -> ExecutionContext:
    machine = f"arn:aws:states:eu-central-1:000000000000:stateMachine:statewright-{TARGET.workflow_id}"
    return ExecutionContext(
        execution_id=f"{machine.replace('stateMachine', 'execution')}:{name}",
        execution_name=name,
        state_machine_id=machine,
        state_machine_name=machine.rpartition(":")[2],
        role_arn="arn:aws:iam::000000000000:role/machine",
    )


def taken(document: dict[str, Any], payload: Any = None, name: str = "run", key: str = "way") -> Any:
    """The handle that the node `way` takes, or the error the run ends with."""
    machine = Machine.parse(compile_workflow(document, REGISTRY, TARGET).definition)
    start = {"trigger": payload, "trigger_node": "t", "instance_id": None, "workflow_version": 1}
    finish = simulate(machine, start, lambda _: None, context=context(name)).finish
    assert finish is not None
    return finish.output[key] if finish.status == "SUCCEEDED" else finish.error


def switch(cases: list[dict[str, Any]], **config: Any) -> dict[str, Any]:
    return workflow([node("t", "api"), node("way", "switch", {"cases": cases, **config})], "t>way")


def split(variants: dict[str, float], **config: Any) -> dict[str, Any]:
    listed = [{"id": name, "weight": weight} for name, weight in variants.items()]
    return workflow([node("t", "api"), node("way", "split", {"variants": listed, **config})], "t>way")


CASES: list[dict[str, Any]] = [
    {"id": "nothing", "equals": None},
    {"id": "exact", "equals": "DE"},
    {"id": "listed", "in": ["AT", "CH", 7]},
    {"id": "small", "to": 0},
    {"id": "middle", "from": 0, "to": 10},
    {"id": "large", "from": "{% $t.limit %}"},
    {"id": "told", "expression": "{% $t.v = 'x' or $t.v = 'DE' %}"},
]


@pytest.mark.parametrize(
    ("value", "handle"),
    [
        (None, "nothing"),
        ("DE", "exact"),
        ("CH", "listed"),
        (7, "listed"),
        (-0.5, "small"),
        (0, "middle"),
        (9.99, "middle"),
        (10, "default"),
        (100, "large"),
        ("x", "told"),
        ("100", "default"),
        (True, "default"),
        ([], "default"),
        ({"a": 1}, "default"),
    ],
)
def test_a_switch_takes_the_first_case_that_holds(value: Any, handle: str) -> None:
    assert taken(switch(CASES, value="{% $t.v %}"), {"v": value, "limit": 100}) == handle


def test_a_missing_value_fits_no_case() -> None:
    cases = [case for case in CASES if case["id"] != "told"]

    assert taken(switch(cases, value="{% $t.absent %}"), {"limit": 100}) == "default"


def test_what_lies_behind_the_other_handles_is_skipped() -> None:
    document = workflow(
        [
            node("t", "api"),
            node(
                "way", "switch", {"value": "{% $t %}", "cases": [{"id": "one", "equals": 1}, {"id": "two", "in": [2]}]}
            ),
            node("first", "set", {"values": {"x": 1}}),
            node("second", "set", {"values": {"x": 2}}),
            node("other", "set", {"values": {"x": 3}}),
            node("after", "set", {"values": {"way": "{% $way %}", "first": "{% $first %}", "x": "{% $vars.x %}"}}),
        ],
        "t>way way.one>first>after way.two>second>after way.default>other",
    )

    assert taken(document, 2, key="after") == {"way": "two", "first": None, "x": 2}
    assert taken(document, 9, key="other") == {"x": 3}


def test_a_split_sends_each_variant_its_share() -> None:
    document = split({"a": 1, "b": 2.5, "c": 6.5})

    ways = Counter(taken(document, name=f"run-{number}") for number in range(2_000))

    # five standard deviations of a fair draw
    assert abs(ways["a"] - 200) < 5 * (2_000 * 0.1 * 0.9) ** 0.5
    assert abs(ways["b"] - 500) < 5 * (2_000 * 0.25 * 0.75) ** 0.5
    assert ways.total() == 2_000


def test_the_same_run_takes_the_same_way_again() -> None:
    document = split({"a": 1, "b": 1})

    ways = [[taken(document, name=f"run-{number}") for number in range(50)] for _ in range(2)]

    assert ways[0] == ways[1]
    assert set(ways[0]) == {"a", "b"}


def test_a_key_takes_the_same_way_in_every_run() -> None:
    document = split({"a": 1, "b": 1}, key="{% $t.customer %}")

    ways = {
        customer: {taken(document, {"customer": customer}, name=f"run-{number}") for number in range(5)}
        for customer in range(40)
    }

    assert all(len(found) == 1 for found in ways.values())
    assert len({way for found in ways.values() for way in found}) == 2


def test_two_splits_by_one_key_do_not_choose_alike() -> None:
    variants = [{"id": "a", "weight": 1}, {"id": "b", "weight": 1}]
    document = workflow(
        [
            node("t", "api"),
            *(node(key, "split", {"variants": variants, "key": "{% $t %}"}) for key in ("one", "two")),
        ],
        "t>one t>two",
    )
    pairs = {(taken(document, customer, key="one"), taken(document, customer, key="two")) for customer in range(60)}

    assert pairs == {("a", "a"), ("a", "b"), ("b", "a"), ("b", "b")}


def test_a_key_without_a_value_fails_and_says_so() -> None:
    assert taken(split({"a": 1, "b": 1}, key="{% $t.customer %}"), {}) == "States.QueryEvaluationError"
    assert taken(split({"a": 1, "b": 1}, key="{% $t.customer %}"), {"customer": None}) in ("a", "b")


def test_a_split_can_be_computed_again() -> None:
    compiled = compile_workflow(split({"a": 1, "b": 1}, key="{% $t %}"), REGISTRY, TARGET)

    assert compiled.trace["volatile"] == {}


@pytest.mark.parametrize(
    ("kind", "config", "field", "message"),
    [
        ("switch", {"cases": []}, "config.cases", "must be a list of at least 1 item"),
        ("switch", {"cases": "{% $t %}"}, "config.cases", "must be a list"),
        ("switch", {"cases": [{"id": "a"}]}, "config.cases.0", "say when this case holds"),
        ("switch", {"value": 1, "cases": [{"id": "a", "equals": 1, "in": [1]}]}, "config.cases.0", "say only one of"),
        ("switch", {"cases": [{"id": "a", "equals": 1}]}, "config.value", "the case `a` needs a `value` to compare"),
        ("switch", {"value": 1, "cases": [{"id": "a", "from": 5, "to": 5}]}, "config.cases.0.to", "no number is at"),
        ("switch", {"value": 1, "cases": [{"id": "default", "equals": 1}]}, "config.cases.0.id", "fits no case"),
        ("switch", {"value": 1, "cases": [{"id": "A b", "equals": 1}]}, "config.cases.0.id", "`id`"),
        ("switch", {"value": 1, "cases": [{"id": "{% 1 %}", "equals": 1}]}, "config.cases.0.id", "`id`"),
        (
            "switch",
            {"value": 1, "cases": [{"id": "a", "in": [1, 2]}, {"id": "b", "equals": 2}]},
            "config.cases.1.equals",
            "can never have this value: `a` already takes it",
        ),
        ("split", {"variants": [{"id": "a", "weight": 1}]}, "config.variants", "must be a list of at least 2 items"),
        (
            "split",
            {"variants": [{"id": "a", "weight": 0}, {"id": "b", "weight": 1}]},
            "config.variants.0.weight",
            "`weight`",
        ),
        (
            "split",
            {"variants": [{"id": "a", "weight": "{% 1 %}"}, {"id": "b", "weight": 1}]},
            "config.variants.0.weight",
            "must be a number",
        ),
        (
            "split",
            {"variants": [{"id": "a", "weight": 1}, {"id": "a", "weight": 1}]},
            "config.variants.1.id",
            "another handle already has the id `a`",
        ),
        (
            "split",
            {"variants": [{"id": "a", "weight": 1}, {"id": "b", "weight": 1}], "key": "customer"},
            "config.key",
            "`key`",
        ),
    ],
)
def test_what_is_wrong_is_said(kind: str, config: dict[str, Any], field: str, message: str) -> None:
    problems = validate(workflow([node("t", "api"), node("way", kind, config)], "t>way"), REGISTRY)

    assert [(problem.field, problem.node_id) for problem in problems] == [(field, "n_way")], problems
    assert message in problems[0].message


def test_an_edge_must_leave_by_a_handle_of_the_configuration() -> None:
    document = switch([{"id": "german", "equals": 1}], value=1)
    document["graph"]["nodes"].append(node("after"))
    document["graph"]["edges"].append({"id": "e9", "source": "n_way", "source_handle": "germna", "target": "n_after"})

    (problem,) = validate(document, REGISTRY)

    assert problem.code == "unknown_handle"
    assert problem.suggestion == "german"
    assert "only `german` and `default`" in problem.message


@pytest.mark.parametrize("config", [{}, {"cases": 1}, {"cases": [1, {"id": 2}, None]}, {"variants": {"id": "x"}}])
@pytest.mark.parametrize("kind", ["switch", "split"])
def test_any_configuration_has_handles(kind: str, config: dict[str, Any]) -> None:
    document = workflow([node("t", "api"), node("way", kind, config), node("after")], "t>way way.a>after")

    assert "unknown_handle" in {problem.code for problem in validate(document, REGISTRY)}
