"""`split`: send a share of the runs each way.

Which way a run goes follows from a hash, not from chance: evaluated again it is the same, so a run can be
reconstructed, and a customer, say, goes the same way in every run.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import accumulate
from typing import Any, Final

from statewright.language.compiler.ir import Choose
from statewright.language.compiler.kinds.kind import Finding, LogicKind, Place
from statewright.language.compiler.kinds.rules import literal
from statewright.language.compiler.kinds.switch import HANDLE, ids_in, repeated_ids

DIGITS: Final = 13
"""Hexadecimal digits of a bound: a share is exact to one part in 2^52."""


def _build(config: Mapping[str, Any], place: Place) -> Choose:
    variants = config["variants"]
    bounds = list(accumulate(Fraction(variant["weight"]) for variant in variants))
    drawn = _hash(config, place)
    # lower-case digits sort like the numbers they write, so no number is needed, and JSONata has none that large
    cases = tuple(
        (variant["id"], f"{{% {drawn} < '{int(bound * 16**DIGITS / bounds[-1]):0{DIGITS}x}' %}}")
        for variant, bound in zip(variants[:-1], bounds, strict=False)
    )
    return Choose(cases=cases, otherwise=variants[-1]["id"])


def _hash(config: Mapping[str, Any], place: Place) -> str:
    """JSONata of the hash of the key, or of the execution and the iteration, salted by workflow and node."""
    node = literal(f"/{place.node.id}/")
    if "key" not in config:
        inner = [f"${key}.index" for key in place.loops[:-1]] + ["$index"] * bool(place.loops)
        identity = " & '.' & ".join(inner)
        return f"$hash($execution.id & {node}{f' & {identity}' if identity else ''}, 'SHA-256')"
    missing = literal(f"the key of `{place.node.key}` has no value")
    key = f"($key__ := $string({literal(config['key'])}); $exists($key__) ? $key__ : $error({missing}))"
    return f"$hash($workflow.id & {node} & {key}, 'SHA-256')"


def _findings(config: Mapping[str, Any]) -> Iterator[Finding]:
    yield from repeated_ids(config["variants"], "variants")


KIND = LogicKind(
    name="split",
    title="Split",
    description="Send a share of the runs each way, for an A/B test or a careful start.",
    icon="percentage",
    config_schema={
        "type": "object",
        "title": "Split",
        "properties": {
            "variants": {
                "type": "array",
                "title": "Variants",
                "description": "A variant's share is its weight out of the sum of all weights.",
                "items": {"$ref": "#/$defs/variant"},
                "literal": True,
                "minItems": 2,
                "maxItems": 100,
                "examples": [[{"id": "a", "weight": 50}, {"id": "b", "weight": 50}]],
            },
            "key": {
                "type": "string",
                "title": "Always the same way for",
                "description": "What goes the same way in every run, such as a customer. Without it, each run draws.",
                "examples": ["{% $order.body.customer %}"],
                "pattern": r"^\{%[\s\S]*%\}$",
                "pattern_help": "an expression: {% … %}",
                "widget": "expression",
            },
        },
        "required": ["variants"],
        "additionalProperties": False,
        "$defs": {
            "variant": {
                "type": "object",
                "literal": True,
                "title": "Variant",
                "properties": {
                    "id": {
                        "type": "string",
                        "title": "Handle",
                        "description": "Names the way out; it is also the node's output.",
                        "literal": True,
                        "pattern": HANDLE,
                        "pattern_help": "small letters, digits and _, with a letter first, at most 60",
                        "examples": ["a"],
                    },
                    "name": {"type": "string", "title": "Label", "maxLength": 100},
                    "weight": {
                        "type": "number",
                        "title": "Weight",
                        "description": "A share relative to the others: 1 and 3 are a quarter and three quarters.",
                        "literal": True,
                        "exclusiveMinimum": 0,
                        "maximum": 1_000_000_000,
                        "examples": [50],
                    },
                },
                "required": ["id", "weight"],
                "additionalProperties": False,
            }
        },
    },
    output_schema={"type": "string", "description": "The handle that was taken."},
    handles=lambda config: ids_in(config.get("variants")) or ("out",),
    build=_build,
    findings=_findings,
)
