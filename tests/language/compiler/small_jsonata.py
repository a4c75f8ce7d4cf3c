"""As much of JSONata as `random_graphs` writes: `$a`, `$a.b`, `$a = 1`, `[$a, $b]`. Written apart from the engine's."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

_UNDEFINED = object()


class NoValue(Exception):
    """An expression gave nothing where a value is required."""


def value_of(value: Any, names: Mapping[str, Any], *, required: bool = True) -> Any:
    """JSON with its expressions evaluated."""
    if isinstance(value, dict):
        return {name: value_of(item, names) for name, item in value.items()}
    if isinstance(value, list):
        return [value_of(item, names) for item in value]
    if not isinstance(value, str) or not value.startswith("{%"):
        return value
    found = _evaluate(value[2:-2].strip(), names)
    if found is _UNDEFINED and required:
        raise NoValue
    return found


def equal(left: Any, right: Any) -> bool:
    """`=`: nothing equals a missing value."""
    return _UNDEFINED not in (left, right) and bool(left == right)


def text_of(value: Any) -> str:
    """`$string`."""
    return value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))


def _evaluate(text: str, names: Mapping[str, Any]) -> Any:
    if text.startswith("["):
        found: list[Any] = []
        for part in text[1:-1].split(", "):
            value = _evaluate(part, names)
            # a list in a list's constructor gives its items, unless it is written there with brackets
            found += value if isinstance(value, list) else [] if value is _UNDEFINED else [value]
        return found
    if compared := re.fullmatch(r"(.+) = (.+)", text):
        return equal(_evaluate(compared[1], names), _evaluate(compared[2], names))
    if not text.startswith("$"):
        return json.loads(text.replace("'", '"'))
    name, *fields = text[1:].split(".")
    value = names[name]
    for field in fields:
        value = _step(value, field)
    return value


def _step(value: Any, field: str) -> Any:
    if isinstance(value, dict):
        return value.get(field, _UNDEFINED)
    if not isinstance(value, list):
        return _UNDEFINED
    found: list[Any] = []
    for item in value:
        inner = _step(item, field)
        found += inner if isinstance(inner, list) else [] if inner is _UNDEFINED else [inner]
    return found[0] if len(found) == 1 else found or _UNDEFINED
