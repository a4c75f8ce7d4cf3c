"""`set`: name values for the nodes behind it (`$vars.<name>`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from statewright.language.compiler.ir import Compute
from statewright.language.compiler.kinds.kind import Finding, LogicKind, Place


def _build(config: Mapping[str, Any], place: Place) -> Compute:
    del place
    return Compute(config["values"])


def _findings(config: Mapping[str, Any]) -> Iterator[Finding]:
    for name in config["values"]:
        if not name.isidentifier():
            yield Finding(
                f"values.{name}", f"`{name}` cannot be read as `$vars.{name}`: use letters, digits and underscores"
            )


KIND = LogicKind(
    name="set",
    title="Set values",
    description="Calculate values once and use them in every node behind this one as $vars.name.",
    icon="variable",
    config_schema={
        "type": "object",
        "title": "Set values",
        "properties": {
            "values": {
                "type": "object",
                "title": "Values",
                "description": (
                    "Names and their values. A value may hold expressions at any depth; "
                    "$now(), $random() and $uuid() are read once, when the node runs."
                ),
                "examples": [{"total": "{% $order.body.price * $order.body.quantity %}"}],
                "propertyNames": {"maxLength": 60},
                "maxProperties": 200,
                "widget": "key_value",
            }
        },
        "required": ["values"],
        "additionalProperties": False,
    },
    output_schema={"type": "object"},
    build=_build,
    findings=_findings,
)
