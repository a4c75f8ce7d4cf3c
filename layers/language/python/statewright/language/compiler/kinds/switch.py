"""`switch`: go on by the first case that holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import orjson
from statewright.language.compiler.ir import Choose
from statewright.language.compiler.kinds.kind import Finding, LogicKind, Place
from statewright.language.compiler.kinds.rules import literal
from statewright.language.expressions import is_expression

DEFAULT: Final = "default"
HANDLE: Final = r"^[a-z][a-z0-9_]{0,59}$"
"""What an id must look like to be a handle."""
_RANGE: Final = frozenset({"from", "to"})
_TESTS: Final = frozenset({"equals", "in", "expression"}) | _RANGE


def _handles(config: Mapping[str, Any]) -> tuple[str, ...]:
    return (*ids_in(config.get("cases")), DEFAULT)


def ids_in(items: Any) -> tuple[str, ...]:
    """The `id` of each object in a list, each once; nothing for what is not such a list."""
    found = (item.get("id") for item in items if isinstance(item, dict)) if isinstance(items, list) else ()
    return tuple(dict.fromkeys(name for name in found if isinstance(name, str)))


def _build(config: Mapping[str, Any], place: Place) -> Choose:
    del place
    value = literal(config.get("value"))
    return Choose(cases=tuple((case["id"], _test(case, value)) for case in config["cases"]), otherwise=DEFAULT)


def _test(case: Mapping[str, Any], value: str) -> str:
    """The condition of a case. A missing value, and for a range one that is no number, fits none."""
    if "expression" in case:
        return str(case["expression"])
    if "equals" in case:
        return f"{{% {value} = {literal(case['equals'])} %}}"
    if "in" in case:
        return f"{{% {value} in {literal(case['in'])} %}}"
    bounds = [
        f"{value} {operator} {literal(case[end])}" for end, operator in (("from", ">="), ("to", "<")) if end in case
    ]
    return f"{{% $type({value}) = 'number' ? {' and '.join(bounds)} : false %}}"


def _findings(config: Mapping[str, Any]) -> Iterator[Finding]:
    yield from repeated_ids(config["cases"], "cases", reserved=DEFAULT)
    seen: dict[bytes, str] = {}
    for index, case in enumerate(config["cases"]):
        at, tests = f"cases.{index}", case.keys() & _TESTS
        if not tests:
            told = "say when this case holds: `equals`, `in`, `from` and `to`, or `expression`"
            yield Finding(at, told, "case_without_test")
        elif len(tests) > 1 and tests != _RANGE:
            named = " and ".join(f"`{name}`" for name in sorted(tests))
            told = f"say only one of `equals`, `in`, `from` and `to`, or `expression`, not {named}"
            yield Finding(at, told, "case_with_several_tests")
        elif "value" not in config and "expression" not in case:
            yield Finding("value", f"the case `{case['id']}` needs a `value` to compare", "switch_without_value")
        elif tests == _RANGE:
            yield from _range_problem(case, at)
        else:
            yield from _taken(case, at, seen)


def _range_problem(case: Mapping[str, Any], at: str) -> Iterator[Finding]:
    start, end = case["from"], case["to"]
    if not is_expression(start) and not is_expression(end) and start >= end:
        told = f"no number is at least {start} and below {end}: `to` must be greater than `from`"
        yield Finding(f"{at}.to", told, "empty_range")


def _taken(case: Mapping[str, Any], at: str, seen: dict[bytes, str]) -> Iterator[Finding]:
    """Values that an earlier case already takes."""
    listed = case.get("in")
    wanted = [case["equals"]] if "equals" in case else listed if isinstance(listed, list) else []
    field = f"{at}.equals" if "equals" in case else f"{at}.in"
    for value in wanted:
        written = orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
        earlier = seen.setdefault(written, case["id"])
        if earlier != case["id"] and b"{%" not in written:
            told = f"the case `{case['id']}` can never have this value: `{earlier}` already takes it"
            yield Finding(field, told, "case_never_taken")


def repeated_ids(items: list[Mapping[str, Any]], field: str, *, reserved: str | None = None) -> Iterator[Finding]:
    """Ids that could not tell handles apart."""
    seen: set[str] = set()
    for index, item in enumerate(items):
        name = item["id"]
        if name == reserved:
            told = f"`{name}` is the handle for what fits no case: choose another id"
            yield Finding(f"{field}.{index}.id", told, "reserved_handle")
        elif name in seen:
            yield Finding(f"{field}.{index}.id", f"another handle already has the id `{name}`", "duplicate_handle")
        seen.add(name)


KIND = LogicKind(
    name="switch",
    title="Switch",
    description="Go one of several ways: the first case that holds, or the default.",
    icon="arrow-fork",
    config_schema={
        "type": "object",
        "title": "Switch",
        "properties": {
            "value": {
                "title": "Value",
                "description": "What the cases compare, such as a status or an amount.",
                "examples": ["{% $order.body.country %}"],
                "widget": "expression",
            },
            "cases": {
                "type": "array",
                "title": "Cases",
                "description": "Looked at in order: the first one that holds is taken, none of them is the default.",
                "items": {"$ref": "#/$defs/case"},
                "literal": True,
                "minItems": 1,
                "maxItems": 100,
            },
        },
        "required": ["cases"],
        "additionalProperties": False,
        "$defs": {
            "case": {
                "type": "object",
                "literal": True,
                "title": "Case",
                "properties": {
                    "id": {
                        "type": "string",
                        "title": "Handle",
                        "description": "Names the way out; it is also the node's output.",
                        "literal": True,
                        "pattern": HANDLE,
                        "pattern_help": "small letters, digits and _, with a letter first, at most 60",
                        "examples": ["germany"],
                    },
                    "name": {"type": "string", "title": "Label", "maxLength": 100},
                    "equals": {
                        "title": "Equals",
                        "description": "The value is exactly this.",
                        "widget": "expression",
                    },
                    "in": {
                        "type": "array",
                        "title": "Is one of",
                        "description": "The value is in this list.",
                        "examples": [["AT", "DE"]],
                        "widget": "json",
                    },
                    "from": {
                        "type": "number",
                        "title": "From",
                        "description": "The value is a number, at least this one.",
                        "widget": "expression",
                    },
                    "to": {
                        "type": "number",
                        "title": "Below",
                        "description": "The value is a number below this one.",
                        "widget": "expression",
                    },
                    "expression": {
                        "type": "string",
                        "title": "Expression",
                        "description": "An expression whose value is true or false.",
                        "examples": ["{% $order.body.total > 100 %}"],
                        "pattern": r"^\{%[\s\S]*%\}$",
                        "pattern_help": "an expression: {% … %}",
                        "widget": "expression",
                    },
                },
                "required": ["id"],
                "additionalProperties": False,
            }
        },
    },
    output_schema={"type": "string", "description": "The handle that was taken."},
    handles=_handles,
    build=_build,
    findings=_findings,
)
