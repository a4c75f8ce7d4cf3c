"""Lines of a JSON text by path."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from infra.cli.locating import Lines

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


def test_members_items_and_what_is_not_there() -> None:
    text = '{\n "a": [\n  1,\n  {"b":\n   2}\n ],\n "}\\"[": {}\n}'
    lines = Lines(text)
    assert [lines.of(path) for path in ((), ("a",), ("a", 0), ("a", 1), ("a", 1, "b"), ('}"[',))] == [1, 2, 3, 4, 4, 7]
    assert lines.of(("a", 1, "c", "d")) == 4
    assert lines.of(("z",)) == 1


def paths(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[tuple[str | int, ...], Any]]:
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [(path, value)] + [found for name, inner in members for found in paths(inner, (*path, name))]


@given(JSON)
def test_each_line_holds_what_its_path_says(value: Any) -> None:
    text = json.dumps(value, indent=1)
    lines, written = Lines(text), text.split("\n")
    for path, inner in paths(value):
        line = written[lines.of(path) - 1].strip()
        begins = json.dumps(inner)[0] if isinstance(inner, dict | list) else json.dumps(inner)
        name = f"{json.dumps(path[-1])}: " if path and isinstance(path[-1], str) else ""
        assert line.startswith(name + begins)
