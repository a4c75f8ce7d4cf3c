"""Each feature on our engine and on moto's interpreter: the same status, output and error.

Random machines follow in `tests/language/engine/test_second_opinion.py`, compiled workflows with their tasks in
`test_compiled.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import pytest
from statewright.language.engine import Machine, Returned, simulate

from tests.support.machines import definition
from tests.support.second_opinion import jsonata_for_moto, moto_ending

END: Final = {"End": True}
ECHO: Final = {"Type": "Pass", "Output": "{% $states.input %}", **END}
GUIDE: Final = "https://docs.aws.amazon.com/step-functions/latest/dg"


def passing(output: Any, **fields: Any) -> dict[str, Any]:
    return {"a": {"Type": "Pass", "Output": output, **END, **fields}}


def chosen(choices: list[dict[str, Any]], **fields: Any) -> dict[str, Any]:
    return {
        "a": {"Type": "Choice", "Choices": choices, **fields},
        "yes": {"Type": "Succeed", "Output": "yes"},
        "no": {"Type": "Succeed", "Output": "no"},
    }


def parallel(*outputs: Any, **fields: Any) -> dict[str, Any]:
    branches = [
        {"StartAt": f"b{n}", "States": {f"b{n}": {"Type": "Pass", "Output": output, **END}}}
        for n, output in enumerate(outputs)
    ]
    return {"a": {"Type": "Parallel", "Branches": branches, **END, **fields}}


def mapping(state: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"a": {"Type": "Map", "ItemProcessor": {"StartAt": "i", "States": {"i": state}}, **END, **fields}}


RAISE: Final = {"Type": "Fail", "Error": "Boom", "Cause": "because"}
CAUGHT: Final = {"ErrorEquals": ["States.ALL"], "Next": "c"}
CATCHER: Final = {"c": {"Type": "Pass", "Output": "{% $states.input %}", **END}}
THEN: Final = {"b": {"Type": "Pass", "Output": "{% $x %}", **END}}

FEATURES: Final[dict[str, tuple[dict[str, Any], Any]]] = {
    "a constant": (passing({"a": [1, [2]], "b": None}), None),
    "the input": (passing("{% $states.input %}"), {"a": [[]]}),
    "no output at all": ({"a": {"Type": "Pass", **END}}, [1]),
    "expressions inside a template": (passing({"x": ["{% $states.input.a %}", "{% 1 + 1 %}"]}), {"a": []}),
    "a variable": ({"a": {"Type": "Pass", "Assign": {"x": "{% $states.input %}"}, "Next": "b"}, **THEN}, [[1]]),
    "assignments see the old values": (
        {
            "s": {"Type": "Pass", "Assign": {"x": 1}, "Next": "a"},
            "a": {"Type": "Pass", "Assign": {"x": 2, "y": "{% $x %}"}, "Next": "b"},
            "b": {"Type": "Pass", "Output": "{% [$x, $y] %}", **END},
        },
        None,
    ),
    "output sees the old values": (passing("{% $exists($x) %}", Assign={"x": 1}), None),
    "a choice that holds": (chosen([{"Condition": "{% $states.input > 1 %}", "Next": "yes"}], Default="no"), 2),
    "a choice by default": (chosen([{"Condition": "{% $states.input > 1 %}", "Next": "yes"}], Default="no"), 1),
    "the first of two choices": (
        chosen([{"Condition": "{% true %}", "Next": "yes"}, {"Condition": "{% true %}", "Next": "no"}], Default="no"),
        1,
    ),
    "no choice holds": (
        chosen([{"Condition": "{% false %}", "Next": "yes"}, {"Condition": "{% false %}", "Next": "no"}]),
        1,
    ),
    "a choice without a truth value": (chosen([{"Condition": "{% 1 %}", "Next": "yes"}], Default="no"), 1),
    "a rule that assigns": (
        {"a": {"Type": "Choice", "Choices": [{"Condition": "{% true %}", "Assign": {"x": 7}, "Next": "b"}]}, **THEN},
        None,
    ),
    "success": ({"a": {"Type": "Succeed", "Output": {"a": "{% $states.input %}"}}}, 1),
    "failure": ({"a": RAISE}, None),
    "failure by expressions": ({"a": {"Type": "Fail", "Error": "{% 'E' & '1' %}", "Cause": "{% 'c' %}"}}, None),
    "an undefined output": (passing("{% $states.input.no %}"), {}),
    "an error in an expression": (passing("{% 1 + 'x' %}"), {}),
    "branches": (parallel(1, "{% $states.input %}", []), [1]),
    "branches joined": (parallel(1, 2, Output="{% $sum($states.result) %}"), None),
    "a branch that fails": (
        {"a": {"Type": "Parallel", "Branches": [{"StartAt": "i", "States": {"i": RAISE}}], **END}},
        None,
    ),
    "a branch that fails, caught": (
        {
            "a": {
                "Type": "Parallel",
                "Branches": [{"StartAt": "i", "States": {"i": RAISE}}],
                "Catch": [{**CAUGHT, "Output": "{% $states.errorOutput.Error %}"}],
                **END,
            },
            **CATCHER,
        },
        None,
    ),
    "a catcher for another error": (
        {
            "a": {
                "Type": "Parallel",
                "Branches": [{"StartAt": "i", "States": {"i": RAISE}}],
                "Catch": [{"ErrorEquals": ["Other"], "Next": "c"}],
                **END,
            },
            **CATCHER,
        },
        None,
    ),
    "a map": (mapping(ECHO, Items="{% $states.input %}"), [1, [2], None]),
    "a map over nothing": (mapping(ECHO, Items=[]), None),
    "a map that selects": (
        mapping(
            ECHO,
            Items="{% $states.input %}",
            ItemSelector={"v": "{% $states.context.Map.Item.Value %}", "n": "{% $states.context.Map.Item.Index %}"},
        ),
        ["a", "b"],
    ),
    "a map that fails": (mapping(RAISE, Items=[1]), None),
    "a map over what is no list": (mapping(ECHO, Items="{% $states.input %}"), {"a": 1}),
    "outer variables in a map": (
        {
            "s": {"Type": "Pass", "Assign": {"x": 5}, "Next": "a"},
            **mapping({"Type": "Pass", "Output": "{% $x + $states.input %}", **END}, Items=[1, 2]),
        },
        None,
    ),
    "a wait of no time": ({"a": {"Type": "Wait", "Seconds": 0, "Output": 1, **END}}, None),
}

ERRORS: Final = f"{GUIDE}/concepts-error-handling.html"
DIFFERENCES: Final = {
    "output sees the old values": "Ours is right: all expressions of a state read the variables as they were at its "
    f"entry; moto assigns before it evaluates Output. {GUIDE}/workflow-variables.html",
    "a choice without a truth value": f"Ours is right: States.QueryEvaluationError, not States.Runtime. {ERRORS}",
    "an undefined output": f"Ours is right: States.QueryEvaluationError, not States.Runtime. {ERRORS}",
    "an error in an expression": f"Ours is right: States.QueryEvaluationError, not States.Runtime. {ERRORS}",
    "no choice holds": f"Ours is right: States.NoChoiceMatched, not States.Runtime. {ERRORS}",
}
"""Feature -> who is right, why, and where AWS says so. A difference that is gone must leave this table."""


@pytest.fixture(autouse=True, scope="module")
def _jsonata() -> Iterator[None]:
    with jsonata_for_moto():
        yield


def ours(states: dict[str, Any], value: Any) -> tuple[str, Any, str | None]:
    finish = simulate(Machine.parse(definition(states)), value, lambda _: Returned(None)).finish
    assert finish is not None
    return finish.status, finish.output if finish.status == "SUCCEEDED" else None, finish.error


@pytest.mark.parametrize("feature", FEATURES)
def test_the_interpreters_agree_but_for_what_the_table_says(feature: str) -> None:
    states, value = FEATURES[feature]

    agree = ours(states, value) == moto_ending(definition(states), value)[:3]

    assert agree is (feature not in DIFFERENCES), (ours(states, value), moto_ending(definition(states), value)[:3])


def test_every_difference_names_its_source() -> None:
    assert DIFFERENCES.keys() <= FEATURES.keys()
    assert all(GUIDE in reason for reason in DIFFERENCES.values())
