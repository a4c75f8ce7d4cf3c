"""`condition`: go on by `true` or by `false`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from statewright.language.compiler.ir import Choose
from statewright.language.compiler.kinds import rules
from statewright.language.compiler.kinds.kind import Finding, LogicKind, Place, always


def _build(config: Mapping[str, Any], place: Place) -> Choose:
    del place
    test = config["expression"] if "expression" in config else f"{{% {rules.to_jsonata(config)} %}}"
    return Choose(cases=(("true", test),), otherwise="false")


def _findings(config: Mapping[str, Any]) -> Iterator[Finding]:
    if "expression" in config and "rules" in config:
        yield Finding("expression", "say either an `expression` or `rules`, not both")
    elif "rules" in config:
        yield from rules.findings(config)
    elif "expression" not in config:
        yield Finding("expression", "say what to test: an `expression` or `rules`")


KIND = LogicKind(
    name="condition",
    title="Condition",
    description="Go one way when something is true and the other way when it is not.",
    icon="arrows-split-2",
    config_schema={
        "type": "object",
        "title": "Condition",
        "properties": {
            "expression": {
                "type": "string",
                "title": "Expression",
                "description": "An expression whose value is true or false.",
                "examples": ["{% $order.body.total > 100 %}"],
                "pattern": r"^\{%[\s\S]*%\}$",
                "widget": "expression",
            },
            "match": {"enum": ["all", "any"], "title": "Match", "default": "all"},
            "rules": {"type": "array", "title": "Rules", "items": {"$ref": "#/$defs/rule"}, "minItems": 1},
        },
        "additionalProperties": False,
        "$defs": rules.SCHEMA,
    },
    output_schema={"type": "string", "enum": ["true", "false"]},
    handles=always("true", "false"),
    build=_build,
    findings=_findings,
)
