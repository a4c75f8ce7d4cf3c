"""Static analysis: what is legal, what is read, and where a refusal points."""

import pytest
from statewright.language.expressions import ExpressionSyntaxError, is_expression, parse_expression


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("{% $order.total > 100 %}", {"order": {"total": True}}),
        ("$a.b + $states.input.x", {"a": {"b": True}, "states": {"input": {"x": True}}}),
        ("$map($items, function($v) { $v.price * 2 })", {"items": {"price": True}}),
        ("function($x) { $x.y }($a)", {"a": True}),
        ("function($x)<n:n> { $x }($a)", {"a": True}),
        ("($t := $a.b; $t.c)", {"a": {"b": {"c": True}}}),
        ("$a.(b & $c)", {"a": {"b": True}, "c": True}),
        ("$a[b = $c]", {"a": True, "c": True}),
        ("$a^(>b.c, <d)[0]", {"a": True}),
        ("$a{b: $sum(c)}.d", {"a": {"b": True, "c": True}}),
        ("$a ~> |x|{'y': z}, ['q']|", {"a": True}),
        ("$a.$length(b)", {"a": {"b": True}}),
        ("$a.**", {"a": True}),
        ("5 % 3 * $a", {"a": True}),
        ("$hash('x', 'MD5')", {}),
        ("$split($a, /x[?]{2}y/)", {"a": True}),
        ("'a ?? b' & $a.`??` /* ?? */", {"a": {"??": True}}),
        ("$a.and", {"a": {"and": True}}),
        ("$map($a, $string(?))", {"a": True}),
    ],
)
def test_legal_expressions_say_what_they_read(text: str, reads: dict[str, object]) -> None:
    assert dict(parse_expression(text).reads) == reads


@pytest.mark.parametrize(
    ("text", "position", "part"),
    [
        ("{% a.b %}", 3, "write `$a`"),
        ("{% $a + b %}", 8, "write `$b`"),
        ("{% {'x': y} %}", 9, "write `$y`"),
        ("{% $uppercase(x) %}", 14, "write `$x`"),
        ("{% function($x) { y }($a) %}", 18, "write `$y`"),
        ("{% $.x %}", 3, "`$` has no value"),
        ("{% $a[$$.x = 1] %}", 6, "`$$` has no value"),
        ("{% *.x %}", 3, "needs something to select from"),
        ("{% $a ?? 1 %}", 6, "newer than JSONata 2.0.6"),
        ("{% $a ?: 1 %}", 6, "newer than JSONata 2.0.6"),
        ("{% $eval('1') %}", 3, "`$eval` is not allowed"),
        ("{% ( $e := $eval; $e('1') ) %}", 11, "`$eval` is not allowed"),
        ("{% 1 + %}", 6, "unexpected end"),
        ("{% %}", 3, "empty"),
        ("{%%}", 2, "empty"),
        ("{% 1 \\ 2 %}", 5, "unexpected"),
    ],
)
def test_illegal_expressions_are_refused_where_they_go_wrong(text: str, position: int, part: str) -> None:
    with pytest.raises(ExpressionSyntaxError) as refused:
        parse_expression(text)
    assert part in refused.value.message
    assert refused.value.position == position


def test_a_plain_reference_is_known_as_one() -> None:
    assert parse_expression("{% $a.b.c %}").reference == ("a", "b", "c")
    assert parse_expression("{% $a.b[0] %}").reference is None
    assert parse_expression("{% $count %}").reference is None


def test_calls_and_volatility() -> None:
    assert parse_expression("$now()").volatile
    assert parse_expression("$map($a, $random)").volatile
    assert not parse_expression("($f := function($x) { $x }; $f($a))").calls
    assert parse_expression("$nosuch($a)").calls == {"nosuch"}
    assert not parse_expression("'$now()'").volatile


@pytest.mark.parametrize(
    ("text", "confined"),
    [
        ("[1..5]", False),
        ("$map([1..5], function($n) { $n })", False),
        ("$sum([1..5]) + $sum([1..5])", False),
        ("$map($a, function($n) { [1..$n] })", True),
        ("[1..5].[1..5]", False),
        ("[1..5].[1..500]", True),
        ("$map($a, function($v) { $v[[0..9]] })", False),
        ("$a{b: [1..$n]}", True),
        ("$a[b in [1..$n]]", False),
        ("$a.(b; $sum([1..$n]))", True),
        ("$sort($a, function($l, $r) { $l.b > $r.b })", False),
        ("$a.$uppercase(b)", False),
        ("$a.(b = 1)", False),
        ("($f := function($n) { $f($n) }; $f(1))", True),
        ("$map([function($f) { $map([$f], $f) }], function($g) { $map([$g], $g) })", True),
        ("function($f) { $map([$f], $f) }(1)", True),
        ("($f := function($n) { $map([$n, $n], $f) }; 1 ~> $f)", True),
        ("$reduce($a, function($l, $r) { [$l, $l] })", True),
        ("$distinct($a)", True),
        ("($a := [1, 1]; $b := [$a, $a]; $c := [$b, $b]; $c = $c)", True),
        ("$x.{'a': $, 'b': $}.{'a': $, 'b': $}.{'a': $, 'b': $} = 1", True),
    ],
)
def test_expressions_that_could_defeat_the_limits_are_known(text: str, confined: bool) -> None:
    assert parse_expression(text).confined is confined


def test_where_a_variable_is_used_counts_the_marks() -> None:
    expression = parse_expression("{%  '$b' & $a.x & $b %}")
    assert list(expression.spans_of("b")) == [(18, 20)]
    assert list(expression.spans_of("a", "x")) == [(11, 15)]
    assert [*expression.spans_of("a", "y"), *expression.spans_of("c")] == []
    assert expression.positions() == {"a": 11, "b": 18}


@pytest.mark.parametrize(("value", "expected"), [("{% 1 %}", True), ("x {% 1 %}", False), ("{%}", False), (3, False)])
def test_only_whole_strings_are_expressions(value: object, expected: bool) -> None:
    assert is_expression(value) is expected


MUTUAL = (
    "($even := function($n) { $n = 0 ? true : $odd($n - 1) }; "
    "$odd := function($n) { $n = 0 ? false : $even($n - 1) }; $even($a.n))"
)


def test_functions_of_one_block_may_call_each_other() -> None:
    expression = parse_expression(MUTUAL)

    assert expression.reads == {"a": {"n": True}}
    assert expression.calls == frozenset()


@pytest.mark.parametrize(
    "text", ["($f := function() { $g() }; $f())", "($f := function() { $g() + $g }; $g := function() { 1 }; $f())"]
)
def test_a_function_that_no_block_around_binds_or_that_is_read_as_a_value_comes_from_outside(text: str) -> None:
    assert "g" in parse_expression(text).reads
