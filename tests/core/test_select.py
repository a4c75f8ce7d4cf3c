from __future__ import annotations

import hashlib

import orjson
import pytest
from statewright.core.errors import ExpressionFailed
from statewright.core.runtime.select import select
from statewright.core.runtime.select_worker import INLINE, evaluate


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


RAW = (
    b'{"body":{"rows":[{"a":1}],"none":[],"deep":[[1]],"nothing":null,"text":"\xc3\xa9","in":2,"x":{"y":[1.5,true]}},'
    b'"list":[{"a":1},{"a":2}],"states":{"result":3},"result":{"result":4}}'
)


@pytest.mark.parametrize(
    "path",
    [
        *("$", "$result", "$states.result", " body ", "$.body", "$result.body.rows", "body.rows.a", "body.none"),
        *("body.deep", "body.nothing", "body.text", "body.x", "body.x.y", "list", "list.a", "$states.result.list"),
        *("states.result", "result.result", "$result.result.result", "$.result.result"),
    ],
)
def test_a_field_is_what_jsonata_makes_of_it(path: str) -> None:
    known = orjson.loads(evaluate(path, RAW, INLINE))["r"]

    assert orjson.loads(select(f"{{% {path} %}}", RAW)) == known


@pytest.mark.parametrize("path", ["body.nope", "nope", "$result.list.nope", "$states.body", "$nope", "null.a"])
def test_what_is_no_field_is_for_jsonata_to_say(path: str) -> None:
    with pytest.raises(ExpressionFailed, match="select"):
        select(f"{{% {path} %}}", RAW)


def test_a_field_may_have_any_size_as_what_goes_to_s3_does() -> None:
    rows = orjson.dumps([{"number": number, "text": "row " * 30} for number in range(30_000)])

    assert select("{% $result.body %}", b'{"status":200,"body":' + rows + b"}") == rows
    with pytest.raises(ExpressionFailed, match="size limit"):
        select("{% [$result.body] %}", b'{"status":200,"body":' + rows + b"}")
