"""The function action: a spec alone, since Step Functions evaluates it."""

from __future__ import annotations

import pytest
from actions.function.spec import SPEC, Config


@pytest.mark.parametrize("expression", ["{% 1 %}", "{% $sum($trigger.body.items.(price * quantity)) %}", "{%\n$a\n%}"])
def test_expressions(expression: str) -> None:
    assert Config(expression=expression).expression == expression


@pytest.mark.parametrize("expression", ["", "1 + 1", "{% 1", "total: {% 1 %}", "{%" + "x" * 10_000 + "%}"])
def test_what_is_no_expression_is_refused(expression: str) -> None:
    with pytest.raises(ValueError, match="expression"):
        Config(expression=expression)


def test_it_has_no_lambda() -> None:
    assert (SPEC.native, SPEC.function, SPEC.effect) == (True, None, "none")
