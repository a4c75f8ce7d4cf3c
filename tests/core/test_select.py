from __future__ import annotations

import hashlib

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
        ("{% $hash(id, 'SHA-256') %}", b'{"id":"a"}', f'"{hashlib.sha256(b"a").hexdigest()}"'.encode()),
        ("{% $partition([1, 2, 3], 2) %}", b"{}", b"[[1,2],[3]]"),
        ("{% $range(1, 7, 3) %}", b"{}", b"[1,4,7]"),
        ("{% $parse(body).id %}", b'{"body":"{\\"id\\": 7}"}', b"7"),
        ("{% ($u := $uuid(); $length($u) = 36 and $random() < 1) %}", b"{}", b"true"),
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
        "{% $parse('{') %}",
        "{% ($x := 'MD4'; $hash('a', $x)) %}",
        "{% $range(1, 100000) %}",
    ],
)
def test_what_gives_no_value_fails(expression: str) -> None:
    with pytest.raises(ExpressionFailed, match="select"):
        select(expression, b'{"body":{}}')
