"""`stop`: end the run here and now, with a result or with an error."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from statewright.language.compiler.ir import Stop
from statewright.language.compiler.kinds.kind import Finding, LogicKind, Place, always

DEFAULT_ERROR: Final = "ExecutionStopped"
_FOREIGN: Final = re.compile(r"(States|Lambda|Statewright)\.")


def _build(config: Mapping[str, Any], place: Place) -> Stop:
    del place
    if config["outcome"] == "success":
        return Stop(config.get("output"))
    return Stop(None, config.get("error", DEFAULT_ERROR), config.get("message", ""))


def _findings(config: Mapping[str, Any]) -> Iterator[Finding]:
    wrong = ("error", "message") if config["outcome"] == "success" else ("output",)
    for name in wrong:
        if name in config:
            yield Finding(name, f"`{name}` means nothing when the outcome is `{config['outcome']}`")
    if _FOREIGN.match(config.get("error", "")):
        yield Finding(
            "error", f"`{config['error'][:60]}` looks like an error of the platform's own: choose another name"
        )


KIND = LogicKind(
    name="stop",
    title="Stop",
    description="End the whole run at once, from inside loops and branches too: as a success or with an error.",
    icon="player-stop",
    config_schema={
        "type": "object",
        "title": "Stop",
        "properties": {
            "outcome": {
                "enum": ["success", "error"],
                "title": "As",
                "default": "success",
                "labels": {"success": "a success", "error": "an error"},
            },
            "output": {
                "title": "Result",
                "description": "The result of the run. From inside a branch or loop at most 32,000 characters.",
                "examples": [{"reason": "nothing to do"}],
                "widget": "json",
            },
            "error": {
                "type": "string",
                "title": "Error",
                "description": "The name of the error the run fails with.",
                "pattern": r"^[A-Za-z][A-Za-z0-9_.]{0,99}$",
                "pattern_help": "an error's name: letters, digits, . and _, with a letter first",
                "examples": ["OutOfStock"],
                "default": DEFAULT_ERROR,
            },
            "message": {
                "type": "string",
                "title": "Message",
                "description": "What people read about it.",
                "maxLength": 10_000,
                "examples": ["{% 'There is no ' & $order.body.article & ' left.' %}"],
                "widget": "expression",
            },
        },
        "required": ["outcome"],
        "additionalProperties": False,
    },
    output_schema=None,
    handles=always(),
    build=_build,
    findings=_findings,
)
