"""Rules that people click together, as one JSONata expression.

A missing value never fails a rule: it equals nothing, is neither greater nor less than anything and contains nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

import jlens
import orjson
from statewright.language.compiler.kinds.kind import Finding
from statewright.language.expressions import is_expression

Writer = Callable[[str, str], str]

_UNARY: Final[dict[str, Callable[[str], str]]] = {
    "exists": lambda left: f"$exists({left})",
    "not_exists": lambda left: f"$not($exists({left}))",
    "is_empty": lambda left: f"($not($exists({left})) or {left} in [null, ''] or {left} = [] or {left} = {{}})",
    "is_not_empty": lambda left: f"$not($not($exists({left})) or {left} in [null, ''] or {left} = [] or {left} = {{}})",
    "is_true": lambda left: f"{left} = true",
    "is_false": lambda left: f"{left} = false",
}


def _contains(left: str, right: str) -> str:
    return f"($type({left}) = 'array' ? {right} in {left} : $contains({left}, {right}) = true)"


_BINARY: Final[dict[str, Writer]] = {
    "equals": lambda left, right: f"{left} = {right}",
    "not_equals": lambda left, right: f"$not({left} = {right})",
    "greater_than": lambda left, right: f"({left} > {right}) = true",
    "greater_or_equal": lambda left, right: f"({left} >= {right}) = true",
    "less_than": lambda left, right: f"({left} < {right}) = true",
    "less_or_equal": lambda left, right: f"({left} <= {right}) = true",
    "contains": _contains,
    "not_contains": lambda left, right: f"$not({_contains(left, right)})",
    "starts_with": lambda left, right: f"$substring({left}, 0, $length({right})) = {right}",
    "ends_with": lambda left, right: (
        f"($length({left}) >= $length({right}) and $substring({left}, $length({left}) - $length({right})) = {right})"
    ),
    "matches": lambda left, right: f"$contains({left}, {right}) = true",
    "in": lambda left, right: f"{left} in {right}",
    "not_in": lambda left, right: f"$not({left} in {right})",
}

SCHEMA: Final[dict[str, Any]] = {
    "rule": {
        "type": "object",
        "properties": {
            "left": {"title": "Value", "widget": "expression"},
            "operator": {"enum": [*_BINARY, *_UNARY], "title": "Comparison"},
            "right": {"title": "Compared with", "widget": "expression"},
            "match": {"enum": ["all", "any"], "title": "Match"},
            "rules": {"type": "array", "items": {"$ref": "#/$defs/rule"}, "minItems": 1},
        },
        "additionalProperties": False,
    }
}


def findings(group: Mapping[str, Any], path: str = "") -> Iterator[Finding]:
    """What the schema cannot say about the rules of a group, each with its field."""
    for index, rule in enumerate(group["rules"]):
        at = f"{path}rules.{index}"
        if "rules" in rule:
            if extra := sorted(rule.keys() & {"left", "operator", "right"}):
                yield Finding(f"{at}.{extra[0]}", "a group of rules has only `match` and `rules`")
            yield from findings(rule, f"{at}.")
            continue
        operator = rule.get("operator")
        if operator is None:
            yield Finding(f"{at}.operator", "say how to compare")
            continue
        if "left" not in rule:
            yield Finding(f"{at}.left", "say which value to test")
        if operator in _BINARY and "right" not in rule:
            yield Finding(f"{at}.right", f"`{operator}` needs something to compare with")
        elif operator == "matches":
            yield from (Finding(f"{at}.right", problem) for problem in _pattern_problem(rule["right"]))


def _pattern_problem(pattern: Any) -> Iterator[str]:
    if not isinstance(pattern, str) or not pattern or is_expression(pattern):
        yield "`matches` needs a regular expression as plain text"
        return
    try:
        jlens.Expression(f"$contains('', {_regex(pattern)})")
    except jlens.JlensError:
        yield f"{pattern!r} is not a regular expression"


def to_jsonata(group: Mapping[str, Any]) -> str:
    """The group as one expression whose value is true or false."""
    word = " or " if group.get("match") == "any" else " and "
    return word.join(_rule(rule) for rule in group["rules"])


def _rule(rule: Mapping[str, Any]) -> str:
    if "rules" in rule:
        return f"({to_jsonata(rule)})"
    left, operator = literal(rule["left"]), rule["operator"]
    if operator in _UNARY:
        return _UNARY[operator](left)
    right = _regex(rule["right"]) if operator == "matches" else literal(rule["right"])
    return _BINARY[operator](left, right)


def _regex(pattern: str) -> str:
    escaped = pattern.replace("\\/", "/").replace("/", "\\/").replace("\n", "\\n")
    return f"/{escaped}/"


def literal(value: Any) -> str:
    """JSON with expressions as JSONata text, safe as an operand."""
    if is_expression(value):
        source = value[2:-2].strip()
        return source if source.startswith("$") and source[1:].replace(".", "").isidentifier() else f"({source})"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{literal(key)}: {literal(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(literal, value)) + "]"
    if isinstance(value, str) and "'" not in value and "\\" not in value and value.isprintable():
        return f"'{value}'"
    return orjson.dumps(value).decode()
