"""jlens against `jsonata` 2.0.6, the version that Step Functions runs: the same values, undefined results and errors.

Expressions come from the golden machines, the shipped examples and a corpus of what differs between engines most.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from statewright.language.compiler.text import expressions_in
from statewright.language.expressions import (
    MISSING,
    EvaluationError,
    ExpressionSyntaxError,
    compile_template,
    parse_expression,
)

from scripts.golden import GOLDEN
from tests.language.expressions.test_evaluation import Scope
from tests.support.node_tools import run_tool

EXAMPLES: Final = Path(__file__).resolve().parents[3] / "examples"

VARIABLES: Final[dict[str, Any]] = {
    "order": {
        "id": "A-17",
        "total": 120.5,
        "paid": False,
        "note": None,
        "customer": {"name": "Ada", "tags": ["vip", "eu"], "emails": ["ada@example.com"]},
        "items": [
            {"sku": "b", "price": 10, "quantity": 2, "options": [{"color": "red"}, {"color": "blue"}]},
            {"sku": "a", "price": 100.5, "quantity": 1, "options": []},
        ],
    },
    "one": [{"sku": "only", "price": 1}],
    "none": [],
    "empty": {},
    "nested": [[1, 2], [3], [[4]]],
    "numbers": [3, 1, 2, 10, -1, 2.5],
    "words": ["pear", "apple", "Fig", "apple", ""],
    "mixed": [1, "1", True, None, [], {}],
    "text": "The quick brown fox, 42 times; the lazy dog.",
    "unicode": "Zürich \U0001f600 naïve",
    "date": "2024-02-29T12:34:56.789Z",
    "trigger": {"body": {"amount": 5, "list": [1, 2, 3]}, "headers": {"x": "y"}},
    "nothing": None,
    "flag": True,
}

CORPUS: Final = """
$order.total
$order.customer.tags
$order.customer.emails
$order.items.sku
$order.items.options.color
$order.items[0].options
$order.items[1].options
$order.items[price > 50].sku
$order.items[sku = 'b']
$order.items[sku = 'z']
$order.items[-1].sku
$order.items[0]
$order.items[[0..0]]
$order.items.options[0].color
$order.(items.options)[0].color
$order.items[]
$one.sku
$one[]
$one.sku[]
$one[0].sku
[$one.sku]
[[$one.sku]]
$none
$none[0]
[$none]
[$none, $none]
[[], [[]]]
[1]
[[1]]
$empty
$empty.a
[$empty.a]
{'a': $empty.a}
{'a': $nothing}
$order.note
$exists($order.note)
$exists($order.missing)
$order.missing
$order.missing.deeper
$nested
$nested[0]
$nested[0][0]
$nested.$
$nested.$sum($)
$append([1], [2])
$append(1, $none)
$append($none, 1)
$append($empty.a, 1)
$append([1], [[2]])
$order.items.{sku: price}
$order.items{sku: price}
$order.items{sku: $sum(price * quantity)}
$merge($order.items.{sku: price})
$sum($order.items.(price * quantity))
$sum($none)
$sum([])
$max($numbers)
$min([])
$average($numbers)
$average([])
$count($empty.a)
$count(1)
$count([[1, 2], 3])
$sort($numbers)
$sort($words)
$sort($mixed)
$sort($order.items, function($l, $r) { $l.price < $r.price }).sku
$order.items^(price).sku
$order.items^(>price, sku).sku
$reverse($numbers)
$reverse(1)
$distinct($words)
$distinct([1, '1', 1, [1], [1], {'a': 1}, {'a': 1}])
$zip([1, 2, 3], ['a', 'b'])
$zip([1], [])
$shuffle([1])
$map($numbers, function($n, $i) { $n * $i })
$map([1], function($n) { $n })
$map([], function($n) { $n })
$map($none, $string)
$filter($numbers, function($n) { $n > 2 })
$filter($numbers, function($n) { $n > 9 })
$filter($numbers, function($n) { $n > 99 })
$single($numbers, function($n) { $n = 10 })
$single($numbers, function($n) { $n > 1 })
$reduce($numbers, function($a, $b) { $a + $b })
$reduce([], function($a, $b) { $a + $b })
$reduce([], function($a, $b) { $a + $b }, 7)
$each($order.customer, function($v, $k) { $k })
$sift($order, function($v) { $type($v) = 'number' })
$sift($order, function($v) { $v = 'no' })
$keys($order)
$keys($order.items)
$keys($empty)
$lookup($order, 'id')
$lookup($order.items, 'sku')
$spread($empty)
$spread({'a': 1, 'b': 2})
$type($nothing)
$type($order.missing)
$type($none)
$type(function($x) { $x })
$string(1)
$string(1.0)
$string(0.1 + 0.2)
$string(1e21)
$string(1e-7)
$string(100000000000000000000)
$string($order.customer)
$string($order.customer, true)
$string($nothing)
$string($order.missing)
$string([1, null, 'x'])
$string('x')
$string(true)
$number('12')
$number('-1.5e3')
$number('0x1F')
$number('0b101')
$number('0o17')
$number('1,000')
$number('')
$number(' 1')
$number(true)
$number($nothing)
$boolean('')
$boolean('false')
$boolean(0)
$boolean([])
$boolean([0])
$boolean([[]])
$boolean([false, true])
$boolean({})
$boolean($empty.a)
$not($nothing)
$not($empty.a)
1 / 3
1 / 0
7 % 3
-7 % 3
5.5 % 2
2 * 'x'
1 + $empty.a
1 + $nothing
$abs(-5)
$floor(-1.5)
$ceil(-1.5)
$round(2.5)
$round(3.5)
$round(-2.5)
$round(123.456, 2)
$round(123.456, -2)
$power(2, 10)
$power(2, -1)
$power(0, -1)
$sqrt(2)
$sqrt(-1)
9007199254740993
1e308 * 10
$formatNumber(1234.5, '#,##0.00')
$formatNumber(0.15, '0%')
$formatNumber(-5, '0;(0)')
$formatNumber(12345.6, '#.00e0')
$formatBase(255, 16)
$formatBase(-5, 2)
$formatInteger(42, 'w')
$formatInteger(2024, 'I')
$formatInteger(3, 'w;o')
$parseInteger('forty-two', 'w')
$parseInteger('1,234', '#,##0')
'a' & 1 & true & $nothing & $empty.a
'a' & [1, 2]
'a' & {'b': 1.50}
$length($unicode)
$length('')
$substring($unicode, 7, 1)
$substring('hello', -3)
$substring('hello', 1, 2)
$substring('hello', 9)
$substring('hello', 0, -1)
$substringBefore('a-b-c', '-')
$substringAfter('a-b-c', '-')
$substringAfter('abc', '-')
$uppercase('straße')
$lowercase('ÀÉ')
$trim('  a   b ')
$pad('x', 3)
$pad('x', -3, '#')
$pad('x', 5, 'ab')
$contains($text, 'quick')
$contains($text, /QUICK/i)
$contains($empty.a, 'x')
$split('a, b,c', ',')
$split('a, b,c', /,\\s*/)
$split('abc', '')
$split('a b c', ' ', 2)
$split('', ',')
$join($words, '-')
$join('x', '-')
$join([])
$join([1])
$match($text, /\\d+/)
$match($text, /(t)(h)e/i).groups
$match($text, /nothing/)
$match('aXbX', /x/i, 1).index
$replace($text, /the/i, 'a', 1)
$replace('265USD', /([0-9]+)USD/, '$$$1')
$replace('abc', /(b)/, '[$1$0$2]')
$replace('abc', 'b', '')
$replace('abc', /b/, function($m) { $uppercase($m.match) })
$replace('abc', /(?:)/, 'x')
$match('a.b', /\\./).match
$match('line1\\nline2', /^line\\d$/m).match
$base64encode('héllo')
$base64encode('hello')
$base64decode('aGVsbG8=')
$encodeUrlComponent('a b&c/ü')
$encodeUrl('https://x.y/a b?q=ü')
$decodeUrlComponent('a%20b')
$decodeUrlComponent('%')
$toMillis($date)
$toMillis('2024-02-29')
$toMillis('2024')
$toMillis('2024-02-29T12:00:00+02:00')
$toMillis('not a date')
$toMillis('29.02.2024', '[D01].[M01].[Y0001]')
$toMillis('3:04 PM', '[h]:[m01] [P]')
$fromMillis(0)
$fromMillis(1709210096789)
$fromMillis(1709210096789, '[Y0001]-[M01]-[D01]')
$fromMillis(1709210096789, '[FNn], [D1o] [MNn] [Y] [h#1]:[m01] [P]', '+0530')
$fromMillis(1709210096789, '[W]-[F1]-[d]-[w]')
$fromMillis(-1)
$toMillis($date) > $toMillis('2024-01-01')
1 = 1.0
'1' = 1
[1, 2] = [1, 2]
{'a': 1, 'b': 2} = {'b': 2, 'a': 1}
$nothing = null
$empty.a = null
$empty.a = $empty.b
$empty.a != 1
1 < 'a'
'a' < 'B'
$empty.a < 1
$nothing < 1
1 in [1, 2]
1 in 1
[1] in [[1]]
$empty.a in [1]
$flag and $empty.a
$flag or $error('never')
false and $error('never')
$flag ? 'yes'
false ? 'yes'
$nothing ? 1 : 2
[1..3]
[3..1]
[-1..1]
[1..$empty.a]
[1.5..3]
($x := 1; $x := $x + 1; $x)
($x := 1; ($x := 2; $x); $x)
($f := function($n) { $n < 2 ? 1 : $n * $f($n - 1) }; $f(5))
($add := function($a, $b) { $a + $b }; $inc := $add(?, 1); $inc(2))
'hello' ~> $uppercase() ~> $substring(0, 2)
($up := $uppercase ~> $trim; $up(' a '))
$order ~> |items|{'price': 0}, ['quantity']|
$order ~> |missing|{'a': 1}|
$order.items@$i.{'s': $i.sku, 'o': $count($i.options)}
$order.items#$n.{'n': $n, 's': sku}
$order.items.(quantity & %.customer.name)
$order.**.color
$order.customer.*
$order.customer.tags.*
$order.items.price ~> $sum
$map($order.items, function($v) { {'sku': $v.sku, 'note': $v.note} })
$order.items.[sku, price]
$order.items.options.[color]
$one.[sku]
$one.{'s': sku}
$one{'s': sku}
{$order.id: 1, 'b': 2}
{'a': 1, 'a': 2}
$error('boom')
$assert(1 = 1, 'fine')
$assert(1 = 2, 'wrong')
$count([1..100][$ % 7 = 0])
$string($order.items.{'a': [], 'b': {}, 'c': null})
$nosuch(1)
$length(1)
$uppercase($order.missing)
$sum('x')
$sum([1, 'x'])
$words[$ != ''].$length()
$words[0] & $words[-1] & $words[99]
$numbers[1.9]
$numbers[[0, 2]]
$numbers['0']
$mixed[0]
$mixed.$type($)
$mixed.$string($)
$trigger.body.list[$ > 1]
$trigger.headers.`x`
$trigger.body.list.($ * 2)
{'r': [$trigger.body.list[$ > 2]]}
{'r': $trigger.body.list[$ > 2]}
"""

DIFFERENCES: Final = {
    "1 / 0": "jsonata 2.0.6 gives Infinity, which is no JSON: a state could not hand it on. We fail with D1001.",
    "1e308 * 10": "As above: an error where jsonata 2.0.6 gives Infinity.",
}
"""Expression -> what differs and why ours stands. A difference that is gone must leave this table."""


def corpus() -> list[str]:
    """The expressions of all three sources that only read `VARIABLES`, and legal ones."""
    written = [line for line in CORPUS.strip().splitlines() if line]
    files = [*GOLDEN.glob("*/asl.json"), *EXAMPLES.rglob("*.json")]
    found = [text[2:-2].strip() for file in sorted(files) for text in expressions_in(json.loads(file.read_text()))]
    return list(dict.fromkeys([*written, *filter(_is_comparable, found)]))


def _is_comparable(source: str) -> bool:
    """Whether both engines can be asked: Step Functions' own functions and the clock are not JSONata's."""
    try:
        expression = parse_expression(source)
    except ExpressionSyntaxError:
        return False
    return not expression.volatile and expression.calls.isdisjoint({"partition", "range", "hash", "parse"})


def ours(source: str, variables: dict[str, Any]) -> list[Any]:
    """What Statewright gives, in the form of `evaluate.mjs`."""
    problems: list[Any] = []
    template = compile_template(f"{{% {source} %}}", "x", problems)
    if problems:
        return ["error"]
    try:
        value = template.evaluate(Scope(**variables))
    except EvaluationError as failed:
        return ["undefined"] if "returned nothing" in failed.cause else ["error"]
    return ["undefined"] if value is MISSING else ["value", value]


def given_to(source: str) -> dict[str, Any]:
    """The variables; those of compiled workflows that the corpus has not are the order."""
    names = parse_expression(source).variables if not _refused(source) else frozenset()
    return {**VARIABLES, **{name: VARIABLES["order"] for name in names - VARIABLES.keys() if name != "states"}}


def _refused(source: str) -> bool:
    try:
        parse_expression(source)
    except ExpressionSyntaxError:
        return True
    return False


@pytest.fixture(scope="module")
def theirs() -> dict[str, list[Any]]:
    sources = corpus()
    return dict(zip(sources, run_tool("evaluate.mjs", given=[[s, given_to(s)] for s in sources]), strict=True))


def _differing(theirs: dict[str, list[Any]]) -> Iterator[tuple[str, list[Any], list[Any]]]:
    for source, other in theirs.items():
        own = ours(source, given_to(source))
        if own != other[: len(own)] or (own[0] == "value" and own[1] != other[1]):
            yield source, own, other


def test_both_engines_agree(theirs: dict[str, list[Any]]) -> None:
    differing = [found for found in _differing(theirs) if found[0] not in DIFFERENCES]

    assert differing == []
    assert len(theirs) > 300


def test_the_table_of_differences_is_true(theirs: dict[str, list[Any]]) -> None:
    assert {source for source, _, _ in _differing(theirs)} == DIFFERENCES.keys()
