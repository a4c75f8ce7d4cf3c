"""`delay`: wait for a time or until a time, at no cost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from statewright.language.compiler.ir import Delay
from statewright.language.compiler.kinds.kind import Finding, LogicKind, Place
from statewright.language.expressions import is_expression

MAX_SECONDS: Final = 31_536_000
"""A Standard execution lasts at most a year. Source: Step Functions quotas."""


def _build(config: Mapping[str, Any], place: Place) -> Delay:
    del place
    return Delay("Seconds", config["seconds"]) if "seconds" in config else Delay("Timestamp", config["until"])


def _findings(config: Mapping[str, Any]) -> Iterator[Finding]:
    until = config.get("until")
    if len(config) != 1:
        yield (
            "",
            "say either `seconds` or `until`, not both" if config else "say for how many `seconds`, or `until` when",
        )
    elif isinstance(until, str) and not is_expression(until):
        try:
            moment = datetime.fromisoformat(until)
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            yield "until", f"{until!r} is not a time with a time zone such as 2030-01-31T09:00:00Z"


KIND = LogicKind(
    name="delay",
    title="Wait",
    description="Wait for some time or until a moment. Waiting costs nothing, up to a year.",
    icon="clock-pause",
    config_schema={
        "type": "object",
        "title": "Wait",
        "properties": {
            "seconds": {
                "type": "integer",
                "title": "Seconds",
                "description": "How long to wait.",
                "minimum": 0,
                "maximum": MAX_SECONDS,
                "widget": "expression",
            },
            "until": {
                "type": "string",
                "title": "Until",
                "description": "A time with its time zone, such as 2030-01-31T09:00:00Z.",
                "maxLength": 10_000,
                "widget": "expression",
            },
        },
        "additionalProperties": False,
    },
    output_schema=None,
    build=_build,
    findings=_findings,
)
