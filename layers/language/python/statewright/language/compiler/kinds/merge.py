"""`merge`: make one value of what several ways bring."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from statewright.language.compiler.ir import Compute, Merge
from statewright.language.compiler.kinds.kind import Finding, LogicKind, Place


def _build(config: Mapping[str, Any], place: Place) -> Compute | Merge:
    del place
    return Compute(config["expression"]) if config["mode"] == "expression" else Merge(config["mode"])


def _findings(config: Mapping[str, Any]) -> Iterator[Finding]:
    if config["mode"] == "expression" and "expression" not in config:
        yield Finding("expression", "say what to make of the branches: an `expression`")
    elif config["mode"] != "expression" and "expression" in config:
        yield Finding(
            "expression", f"`{config['mode']}` takes no `expression`: set `mode` to `expression`, or delete it"
        )


KIND = LogicKind(
    name="merge",
    title="Merge",
    description="Join branches again and choose what goes on: all of their outputs, the first, the last, or your own.",
    icon="arrows-join-2",
    config_schema={
        "type": "object",
        "title": "Merge",
        "properties": {
            "mode": {
                "enum": ["all", "first", "last", "expression"],
                "title": "Take",
                "description": (
                    "All outputs of the branches that ran, by key; or that of the first or last of them, in the "
                    "order in which they are connected; or the value of an expression."
                ),
                "default": "all",
                "labels": {
                    "all": "all outputs",
                    "first": "the first branch that ran",
                    "last": "the last branch that ran",
                    "expression": "an expression",
                },
            },
            "expression": {
                "type": "string",
                "title": "Expression",
                "description": "Any earlier node can be read; one that did not run is null.",
                "examples": ["{% $invoice ? $invoice : $quote %}"],
                "pattern": r"^\{%[\s\S]*%\}$",
                "pattern_help": "an expression: {% … %}",
                "widget": "expression",
            },
        },
        "required": ["mode"],
        "additionalProperties": False,
    },
    output_schema={},
    build=_build,
    findings=_findings,
)
