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

EXTRA_MEGABYTES: Final = 100
KILLED_AFTER_SECONDS: Final = 15
"""A hard end, far from the second an evaluation may take: a busy machine is no failure, one that hangs is."""

RECURSIVE: Final = "($f := function($a, $n) {{ $n = 0 ? $a : $f({step}, $n - 1) }}; $f({start}, {times}))"
CONSTANT: Final = "$map([1..10000], function($n) {{ {each} }})"

PADDED: Final = CONSTANT.format(each="$pad('', 100000)")
DOUBLED: Final = RECURSIVE.format(step="{'a': $a, 'b': $a}", start="1", times=60)
DOUBLED_LIST: Final = RECURSIVE.format(step="[[$a], [$a]]", start="1", times=60)

HOSTILE: Final = {
    "a text doubled again and again": RECURSIVE.format(step="$a & $a", start="'x'", times=60),
    "a list doubled again and again": RECURSIVE.format(step="$append($a, $a)", start="[1]", times=60),
    "an object doubled again and again": DOUBLED,
    "the text of a doubled object": f"$string({DOUBLED})",
    "descendants of a doubled object": f"{DOUBLED}.**",
    "doubled lists compared": f"{DOUBLED_LIST} = {DOUBLED_LIST}",
    "doubled without a function": "($a0 := [[1], [1]]; "
    + "; ".join(f"$a{n + 1} := [[$a{n}], [$a{n}]]" for n in range(50))
    + "; $b0 := [[1], [1]]; "
    + "; ".join(f"$b{n + 1} := [[$b{n}], [$b{n}]]" for n in range(50))
    + "; $a50 = $b50)",
    "reduced to doubled lists": "($a := $reduce([1..60], function($l, $r) { [[$l], [$l]] }); "
    "$b := $reduce([1..60], function($l, $r) { [[$l], [$l]] }); $a = $b)",
    "joined again and again": RECURSIVE.format(step="[$join($a), $join($a)]", start="['xxxxxxxxxx']", times=60),
    "escaped again and again": RECURSIVE.format(step="$string([$a])", start="'\"'", times=60),
    "encoded again and again": RECURSIVE.format(step="$base64encode($a)", start="'x'", times=200),
    "replaced by more": RECURSIVE.format(step="$replace($a, 'x', 'xxxxxxxxxx')", start="'x'", times=60),
    "a huge range": "[1..1000000000]",
    "a huge $range": "$range(1, 1000000000)",
    "ranges in ranges": "$count([1..10000].[1..10000].[1..10000])",
    "ranges in $map": f"$count({CONSTANT.format(each='[1..10000]')})",
    "$range in $map": f"$count({CONSTANT.format(each='$range(1, 10000)')})",
    "partitions in $map": CONSTANT.format(each="$partition([1..10000], 1)"),
    "hundreds of ranges": "[" + ", ".join(f"$sum([{n}..10000])" for n in range(800)) + "].$pad('', 1000000)",
    "a huge $pad": "$pad('', 1000000000)",
    "$pad in $map": CONSTANT.format(each="$pad('', 1000000)"),
    "$pad on a path": "$count([1..10000].$pad('', 1000000))",
    "$pad in objects": "[1..10000].{'a': $pad('', 1000000) & $string($)}",
    "$pad for each member": "$each([1..10000]{$string($): $}, function($v, $k) { $pad('', 1000000) })",
    "$pad in recursion": RECURSIVE.format(step="$append($a, $pad('', 1000000))", start="[]", times=400),
    "hundreds of padded variables": "(" + "; ".join(f"$a{n} := $pad('', 1000000)" for n in range(800)) + "; $a0)",
    "padded texts joined": f"$join({PADDED})",
    "padded texts in upper case": CONSTANT.format(each="$uppercase($pad('', 1000000))"),
    "padded texts hashed": CONSTANT.format(each="$hash($pad('', 1000000), 'SHA-512')"),
    "padded texts split": CONSTANT.format(each="$split($pad('', 9000, 'x'), '')"),
    "every character replaced by more": "$replace($pad('', 1000000, 'x'), /x/, function($m) { $pad('', 1000000) })",
    "every character matched": "$match($pad('', 1000000, 'x'), /x/)",
    "a regular expression of its own powers": "$match($pad('', 5000, 'a') & '!', /(a+)+$/)",
    "a regular expression that backtracks in $replace": "$replace($pad('', 60, 'a') & '!', /(a|aa)+$/, 'x')",
    "a regular expression that backtracks in $split": "$split($pad('', 60, 'a') & '!', /(a|a?)+$/)",
    "a regular expression that backtracks in $contains": "$contains($pad('', 60, 'a'), /^(([a-z])+.)+[A-Z]([a-z])+$/)",
    "a regular expression that refers back": "$match($pad('', 60, 'a') & '!', /(a*)*\\1b/)",
    "a regular expression that counts": "$match($pad('', 1000, 'a'), /(a?){1000}(a){1000}b/)",
    "a regular expression on a long text": "$match($pad('', 1000000, 'a'), /a*a*a*a*a*b/)",
    "a function that calls itself": "($f := function() { $f() }; $f())",
    "a function that calls itself for a value": "($f := function() { 1 + $f() }; $f())",
    "functions that call each other": "($f := function() { $g() }; $g := function() { $f() }; $f())",
    "a function given to itself": "function($f) { $f($f) }(function($f) { $f($f) })",
    "calls that multiply": "($f := function($n) { $n < 2 ? $n : $f($n - 1) + $f($n - 2) }; $f(80))",
    "a function around a function": RECURSIVE.format(step="function() { $a }", start="1", times=1_000_000),
    "all pairs compared": "$distinct([1..10000].{'a': {'b': {'c': $}}})",
    "three nested loops": "[1..2000].($x := $; [1..2000].($y := $; [1..2000].($x + $y + $)))",
    "a picture of a million digits": "$formatInteger(1, $pad('', 1000000, '0')) & $formatInteger(1e15, 'I')",
    "a text nested without end": "$parse($pad('', 100000, '['))",
}

CHILD: Final = """
import json, sys
from statewright.language.engine import Machine, Returned, simulate
from statewright.language.expressions import sandbox

def peak(process):
    with open(f"/proc/{process}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) // 1024

def costs():
    child = sandbox._SANDBOX._worker and sandbox._SANDBOX._worker.process
    return peak("self") + (peak(child.pid) if child is not None and child.poll() is None else 0)

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


NESTED: Final = {
    "lists": "[" * 5_000 + "1" + "]" * 5_000,
    "brackets": "(" * 5_000 + "1" + ")" * 5_000,
    "functions": "function() {" * 1_500 + "1" + "}" * 1_500,
    "choices": "true ? " * 2_800 + "1",
    "signs": "-" * 19_000 + "1",
    "calls": "$not(" * 3_000 + "1" + ")" * 3_000,
    "texts": "'a'" + " & 'a'" * 3_000,
    "paths": "$x" + ".a" * 9_900,
    "length": "'" + "a" * 200_000 + "'",
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
