"""Expressions made to exhaust memory, time or stack: each ends as an error with a name, and nothing else suffers.

Each is evaluated in a process of its own, whose memory (and that of its sandbox) is what it cost.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Final

import pytest
from statewright.language.compiler import validate
from statewright.language.engine import Machine, Returned, simulate
from statewright.language.expressions import ExpressionSyntaxError, parse_expression

from tests.language.compiler.drawing import REGISTRY, node, workflow
from tests.support.hostile import HOSTILE, NESTED

EXTRA_MEGABYTES: Final = 100
KILLED_AFTER_SECONDS: Final = 15
"""A hard end, far from the second an evaluation may take: a busy machine is no failure, one that hangs is."""

CHILD: Final = """
import json, sys
from statewright.language.engine import Machine, Returned, simulate
from statewright.language.expressions import sandbox

def peak(process):
    with open(f"/proc/{process}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) // 1024

def costs():
    child = sandbox.SANDBOX.process_id
    return peak("self") + (peak(child) if child is not None else 0)

output = sys.stdin.read()
state = {"Type": "Pass", "Output": "{% 1 %}", "End": True}
simulate(Machine.parse({"StartAt": "a", "QueryLanguage": "JSONata", "States": {"a": state}}), {}, lambda command: None)
before = peak("self")
machine = Machine.parse({"StartAt": "a", "QueryLanguage": "JSONata", "States": {"a": state | {"Output": output}}})
finish = simulate(machine, {}, lambda command: None).finish
print(json.dumps([finish.status, finish.error, len(finish.cause or ""), costs() - before]))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited and measured on Linux only")
@pytest.mark.parametrize("expression", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_expression_fails_the_state_and_nothing_else(expression: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", CHILD],
        input=f"{{% {expression} %}}",
        capture_output=True,
        check=False,
        text=True,
        timeout=KILLED_AFTER_SECONDS,
    )

    assert done.returncode == 0, done.stderr
    status, error, cause, megabytes = json.loads(done.stdout)
    assert (status, error) == ("FAILED", "States.QueryEvaluationError")
    assert cause > 0
    assert megabytes < EXTRA_MEGABYTES


@pytest.mark.parametrize("expression", HOSTILE.values(), ids=HOSTILE.keys())
def test_validating_a_hostile_expression_evaluates_nothing(expression: str) -> None:
    document = workflow([node("t", "api"), node("call", "work", {"data": f"{{% {expression} %}}"})], "t>call")

    found = validate(document, REGISTRY)

    assert {problem.code for problem in found} <= {
        "expression_syntax",
        "expression_too_long",
        "unknown_name",
        "unknown_function",
    }


@pytest.mark.parametrize("text", NESTED.values(), ids=NESTED.keys())
def test_a_text_nested_or_long_without_end_is_refused(text: str) -> None:
    with pytest.raises(ExpressionSyntaxError, match=r"nested too deeply|at most 100,000"):
        parse_expression(text)


def output_of(expression: str) -> object:
    state = {"Type": "Pass", "Output": f"{{% {expression} %}}", "End": True}
    machine = Machine.parse({"StartAt": "a", "QueryLanguage": "JSONata", "States": {"a": state}})
    finish = simulate(machine, {"n": [3, 1, 3]}, lambda command: Returned(None), seed=7).finish
    assert finish is not None
    assert finish.status == "SUCCEEDED", finish.cause
    return finish.output


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("($f := function($n) { $n < 2 ? 1 : $n * $f($n - 1) }; $f(10))", 3_628_800),
        ("($f := function($n) { $n = 0 ? 1 : $g($n - 1) }; $g := function($n) { $n = 0 ? 2 : $f($n - 1) }; $f(7))", 2),
        ("$reduce($states.input.n, function($a, $b) { $a + $b })", 7),
        ("$distinct($states.input.n)", [3, 1]),
        ("$distinct([[], [[1]], [[1]]])", [[], [[1]]]),
        ("$reduce([1..3], function($a, $b) { $a & $hash($string($b), 'MD5') }, 'x') ~> $length()", 97),
        ("$reduce([1, 2], function($a, $b) { $a & $now() }, '')", "2026-01-01T00:00:00.000Z" * 2),
        ("$reduce(['\\uD83D\\uDE00'], function($a, $b) { $a & $b }, 'ä')", "ä\U0001f600"),
        ("$count($map([1..900], function($n) { [1..$n] }))", 900),
    ],
)
def test_what_is_confined_gives_what_it_always_gave(expression: str, expected: object) -> None:
    assert output_of(expression) == expected


def test_random_values_are_the_same_in_and_outside_of_the_sandbox() -> None:
    assert output_of("$random()") == output_of("($f := function() { $random() }; $f())")


def test_the_sandbox_survives_its_victims() -> None:
    with pytest.raises(AssertionError, match="more than 48 MiB of memory, or made functions"):
        output_of(HOSTILE["a function around a function"])
    with pytest.raises(AssertionError, match=r"ran for more than 0\.8 seconds"):
        output_of(HOSTILE["doubled lists compared"])

    assert output_of("$distinct([2, 1, 1])") == [2, 1]
