"""Templates: values, Step Functions' own functions, limits and errors."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statewright.language.expressions import MISSING, EvaluationError, compile_template, measure


class Scope:
    """What a state sees, with variables only."""

    def __init__(self, **variables: Any) -> None:
        self.variables = variables
        self.sizes = {name: measure(value) for name, value in variables.items()}
        self.input: Any = MISSING
        self.input_size = 0
        self.result: Any = MISSING
        self.result_size = 0
        self.error_output: Any = MISSING
        self.seeds = 0

    def context(self, section: str, member: str | None = None) -> Any:
        return MISSING

    def now(self) -> int:
        return 1_000

    def next_seed(self) -> int:
        self.seeds += 1
        return self.seeds


SHARED: Final = json.loads((Path(__file__).parent / "states_functions.json").read_text())
"""Expressions and what they give, or "error" or "nothing": the builder's preview must say the same."""


def evaluate(value: Any, **variables: Any) -> Any:
    problems: list[Any] = []
    template = compile_template(value, "Output", problems)
    assert not problems
    return template.evaluate(Scope(**variables))


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("$partition([1..5], 2)", [[1, 2], [3, 4], [5]]),
        ("$partition([], 2)", []),
        ("$range(1, 3)", [1, 2, 3]),
        ("$range(1, 8, 3)", [1, 4, 7]),
        ("$range(3, 1, -1)", [3, 2, 1]),
        ("$hash('x', 'MD5')", "9dd4e461268c8034f5c8564e155c67a6"),
        ("$hash('x', 'SHA-256')", "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"),
        ("$parse('{\"a\": [1, null]}')", {"a": [1, None]}),
        ("$parse('[]')", []),
        ("$map([1, 2], function($n) { $hash($string($n), 'MD5') })[0]", "c4ca4238a0b923820dcc509a6f75849b"),
        ("$now()", "1970-01-01T00:00:01.000Z"),
        ("$millis()", 1000),
        ("$random(7) = $random(7)", True),
        ("$a.b", [1, 2]),
        ("$a[1].b", 2),
        ("$count($a)", 2),
        ("/* nothing */ 1 /* at all */", 1),
        ("$a[b = 2].b", 2),
    ],
)
def test_expressions(expression: str, expected: object) -> None:
    assert evaluate(f"{{% {expression} %}}", a=[{"b": 1}, {"b": 2}]) == expected


@pytest.mark.parametrize(
    ("expression", "part"),
    [
        ("$no", "returned nothing"),
        ("$a.no", "returned nothing"),
        ("$a.b.c", "returned nothing"),
        ("$sum", "returned nothing"),
        ("$error('boom')", "boom"),
        ("1 / 0", "D1001"),
        ("$a + 'x'", "T2001"),
        ("$hash('x', 'CRC')", "unknown algorithm 'CRC'"),
        ("$hash('x')", "T0410"),
        ("$partition([1], 0)", "positive integer"),
        ("$range(1, 5, 0)", "must not be 0"),
        ("$range(1, 1000000000)", "more than 10000"),
        ("$range(1.5, 2)", "must be an integer"),
        ("$parse('{')", "not JSON"),
        ("$nosuch(1)", "T1006"),
    ],
)
def test_failures_name_the_expression_the_field_and_the_reason(expression: str, part: str) -> None:
    with pytest.raises(EvaluationError, match="specified for the field 'Output/x'") as failed:
        evaluate({"x": f"{{% {expression} %}}"}, a={"b": 1})
    assert part in failed.value.cause
    assert f"'{expression}'" in failed.value.cause
    assert failed.value.field == "Output/x"


@pytest.mark.parametrize(("expression", "expected"), SHARED, ids=[source for source, _ in SHARED])
def test_what_the_preview_says_is_what_a_run_does(expression: str, expected: object) -> None:
    problems: list[Any] = []
    template = compile_template(f"{{% {expression} %}}", "Output", problems)
    try:
        given: object = "error" if problems else template.evaluate(Scope(x={}))
    except EvaluationError as failed:
        given = "nothing" if "returned nothing" in failed.cause else "error"

    assert given == expected


def test_random_values_differ_within_a_run_and_not_between_runs() -> None:
    template = compile_template(
        ["{% $uuid() %}", "{% $uuid() %}", "{% $random() %}", "{% $shuffle([1..9]) %}"], "O", []
    )
    first, again = template.evaluate(Scope()), template.evaluate(Scope())
    assert first == again
    assert first[0] != first[1]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(st.characters(codec="utf-8"), max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab", max_size=2), inner, max_size=3),
    max_leaves=8,
)


@given(JSON)
def test_a_computed_value_is_the_referenced_value(value: Any) -> None:
    references = evaluate(["{% $v %}", "{% $w.v %}"], v=value, w={"v": value})
    computed = evaluate(["{% ($v) %}", "{% ($w).v %}", "{% [$v, 0] %}"], v=value, w={"v": value})
    assert references == [value, value]
    assert computed[:2] == [value, value]
    if not isinstance(value, list):
        assert computed[2] == [value, 0]


@given(JSON)
def test_the_bound_of_a_size_is_never_below_the_size(value: Any) -> None:
    template = compile_template({"a": "{% $v %}", "b": ["{% $v %}", "text"]}, "Output", [])
    scope = Scope(v=value)
    result = template.evaluate(scope)
    assert template.size(scope, result) >= measure(result) - 5


@given(JSON)
def test_a_literal_is_its_own_value(value: Any) -> None:
    assert evaluate(value) is value


def test_sizes_of_what_orjson_refuses() -> None:
    assert measure([2**70]) == 24
    assert measure(["\ud800"]) == 10
