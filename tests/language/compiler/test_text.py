"""Renaming variables in the text of expressions."""

from __future__ import annotations

import pytest
from statewright.language.compiler.text import expressions_in, renamed
from statewright.language.expressions import parse_expression


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("$a", "$a__1"),
        ("$a.b.a", "$a__1.b.a"),
        ("$a + $ab", "$a__1 + $ab"),
        ("'$a' & $a", "'$a' & $a__1"),
        ('"it\\"s $a" & $a', '"it\\"s $a" & $a__1'),
        ("$b.`$a` & $a", "$b.`$a` & $a__1"),
        ("$a /* not $a */ / 2", "$a__1 /* not $a */ / 2"),
        ("$contains($a, /$a/)", "$contains($a__1, /$a/)"),
        ("($a := 1; $a + $b)", "($a__1 := 1; $a__1 + $b)"),
        ("$map([1], function($a) { $a * 2 })", "$map([1], function($a__1) { $a__1 * 2 })"),
    ],
)
def test_variables_are_renamed_and_nothing_else(source: str, expected: str) -> None:
    assert renamed(parse_expression(source), {"a": "a__1"}) == expected


def test_expressions_are_found_at_any_depth() -> None:
    template = {"a": "{% $x %}", "b": [1, "text", {"c": "{% $y %}"}], "d": "not {% $z %}"}

    assert list(expressions_in(template)) == ["{% $x %}", "{% $y %}"]
