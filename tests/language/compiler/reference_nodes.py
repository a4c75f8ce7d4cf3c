"""What a node makes of its configuration, for `reference`; and as much of JSONata as `random_graphs` writes.

That is `$a`, `$a.b`, `$a = 1` and `[$a, $b]`, written apart from the engine's.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

Names = Mapping[str, Any]
_UNDEFINED = object()


@dataclass
class End(Exception):
    """An error nobody has handled, or a stop: with an error, or else with a result."""

    error: str | None
    message: Any = ""
    result: Any = None
    stops: bool = False

    @property
    def told(self) -> Any:
        """What a node shows that has failed so."""
        return {"error": {"name": self.error, "message": self.message}}


def made_of(node: Any, names: Names) -> tuple[str | None, Any]:
    """The handle that a node takes, and its output. `names["live"]`: outputs by the key of what led here, in order."""
    kind, config = node["type"], node["config"]
    if node["settings"].get("disabled"):
        ways = [way["id"] for way in config.get("cases", config.get("variants", []))]
        return {"condition": "true", "approval": "approved", "stop": None}.get(kind, (*ways, "out")[0]), None
    if kind == "stop":
        output = value_of(config.get("output"), names)
        raise End(config.get("error"), config.get("message", ""), {node["key"]: output}, stops=True)
    if kind == "condition":
        taken = "true" if value_of(config["expression"], names) else "false"
    elif kind == "switch":
        taken = _switched(config, names)
    elif kind == "split":
        taken = _split(node, names)
    elif kind == "trigger":
        return "out", names["trigger"]
    elif kind == "merge" and config["mode"] != "expression":
        outputs = list(names["live"].values()) or [None]
        return "out", names["live"] if config["mode"] == "all" else outputs[-(config["mode"] == "last")]
    else:
        return "out", value_of(config.get("values", config.get("expression")), names)
    return taken, taken


def variables(around: Names, nodes: Iterable[Any], names: Names) -> dict[str, Any]:
    """`$vars`: what the `set` nodes set that ran."""
    found = dict(around)
    for node in nodes:
        found |= (names.get(node["key"]) or {}) if node["type"] == "set" else {}
    return found


def value_of(value: Any, names: Names, *, required: bool = True) -> Any:
    """JSON with its expressions evaluated; raises `End` where one gives nothing."""
    if isinstance(value, dict):
        return {name: value_of(item, names) for name, item in value.items()}
    if isinstance(value, list):
        return [value_of(item, names) for item in value]
    if not isinstance(value, str) or not value.startswith("{%"):
        return value
    found = _evaluate(value[2:-2].strip(), names)
    if found is _UNDEFINED and required:
        raise End("ExpressionFailed")
    return found


def _switched(config: Any, names: Names) -> str:
    """The first case that holds."""
    value = value_of(config["value"], names, required=False)
    for case in config["cases"]:
        if "to" in case:
            holds = isinstance(value, int | float) and case["from"] <= value < case["to"]
        else:
            holds = any(_equal(value, one) for one in case.get("in", [case.get("equals")]))
        if holds:
            return str(case["id"])
    return "default"


def _split(node: Any, names: Names) -> str:
    """The variant in whose share of 0 to 1 the hash lies."""
    text = f"{names['execution']}/{node['id']}/{names['path']}"
    if "key" in node["config"]:
        key = value_of(node["config"]["key"], names)
        key = key if isinstance(key, str) else json.dumps(key, separators=(",", ":"))
        text = f"{names['workflow']}/{node['id']}/{key}"
    variants = [(variant["id"], Fraction(variant["weight"])) for variant in node["config"]["variants"]]
    left = Fraction(int(hashlib.sha256(text.encode()).hexdigest(), 16), 2**256) * sum(weight for _, weight in variants)
    for name, weight in variants[:-1]:
        left -= weight
        if left < 0:
            return str(name)
    return str(variants[-1][0])


def _evaluate(text: str, names: Names) -> Any:
    if text.startswith("["):
        found: list[Any] = []
        for part in text[1:-1].split(", "):
            value = _evaluate(part, names)
            # a list among the items gives its own items, unless it is written there with brackets
            found += value if isinstance(value, list) else [] if value is _UNDEFINED else [value]
        return found
    if compared := re.fullmatch(r"(.+) = (.+)", text):
        return _equal(_evaluate(compared[1], names), _evaluate(compared[2], names))
    if not text.startswith("$"):
        return json.loads(text.replace("'", '"'))
    name, *fields = text[1:].split(".")
    return _path(names[name], fields) if fields else names[name]


def _equal(left: Any, right: Any) -> bool:
    return left is not _UNDEFINED and right is not _UNDEFINED and bool(left == right)


def _path(value: Any, fields: list[str]) -> Any:
    """Fields of fields; of a list the fields of its items. One list in the last step stays what it is."""
    *before, last = fields
    for field in before:
        value = _flat(_fields(value, field))
    found = _fields(value, last)
    return found[0] if len(found) == 1 else _sequence(_flat(found))


def _fields(value: Any, field: str) -> list[Any]:
    """What a step finds in each item of a list, or in what is none."""
    found = [_field(item, field) for item in (value if isinstance(value, list) else [value])]
    return [item for item in found if item is not _UNDEFINED]


def _field(item: Any, field: str) -> Any:
    if isinstance(item, dict):
        return item.get(field, _UNDEFINED)
    return _sequence(_flat(_fields(item, field))) if isinstance(item, list) else _UNDEFINED


def _flat(found: list[Any]) -> list[Any]:
    return [inner for item in found for inner in (item if isinstance(item, list) else [item])]


def _sequence(found: list[Any]) -> Any:
    """A single one stands for itself."""
    return found[0] if len(found) == 1 else found or _UNDEFINED
