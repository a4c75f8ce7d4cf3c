from __future__ import annotations

import pytest
from statewright.core.errors import ExpressionFailed
from statewright.core.runtime.select import select


@pytest.mark.parametrize(
    ("expression", "raw", "value"),
    [
        ("{% body.id %}", b'{"body":{"id":7}}', b"7"),
        ("{% $result.body.id %}", b'{"body":{"id":7}}', b"7"),
        ("{% $states.result.body.id %}", b'{"body":{"id":7}}', b"7"),
        ("{% $ %}", b"[[1]]", b"[[1]]"),
        ("{% $result %}", b"[1]", b"[1]"),
        ("{% $result %}", b"null", b"null"),
        ("{% null %}", b"{}", b"null"),
        ("  {% $count(items) %}\n", b'{"items":[1,2]}', b"2"),
        ("{% {'a': body.b} %}", b'{"body":{"b":"\xc3\xa9"}}', '{"a":"é"}'.encode()),
        ("{% 1 /* all of it */ %}", b"{}", b"1"),
    ],
)
def test_values(expression: str, raw: bytes, value: bytes) -> None:
    assert select(expression, raw) == value


@pytest.mark.parametrize(
    "expression",
    [
        "body.id",
        "{% body.nope %}",
        "{% ( %}",
        "{% $error('stop') %}",
        "{% [1..10000000] %}",
        "{% $eval('1') %}",
        "{% ($f := function() { $f() }; $f()) %}",
        "{% $pad('', 100000000) %}",
    ],
)
def test_what_gives_no_value_fails(expression: str) -> None:
    with pytest.raises(ExpressionFailed, match="select"):
        select(expression, b'{"body":{}}')
