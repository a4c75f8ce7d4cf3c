"""`delay`: wait for a time or until a time, at no cost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from statewright.language.compiler.ir import Delay
from statewright.language.compiler.kinds.kind import Finding, LogicKind, Place
from statewright.language.compiler.kinds.local_time import WEEKDAYS, next_local_time
from statewright.language.compiler.timezones import rules
from statewright.language.expressions import is_expression
from statewright.language.graph.problems import closest, did_you_mean

MAX_SECONDS: Final = 31_536_000
"""A Standard execution lasts at most a year. Source: Step Functions quotas."""


_WAYS: Final = ("seconds", "until", "local_time")


def _build(config: Mapping[str, Any], place: Place) -> Delay:
    if "seconds" in config:
        return Delay("Seconds", config["seconds"])
    if "until" in config:
        return Delay("Timestamp", config["until"])
    zone = config.get("timezone", place.timezone)
    return Delay("Timestamp", next_local_time(config["local_time"], zone, config.get("weekdays")))


def _findings(config: Mapping[str, Any]) -> Iterator[Finding]:
    given = [name for name in _WAYS if name in config]
    if not given:
        yield Finding("", "say for how many `seconds`, `until` when, or until which `local_time`")
    elif len(given) > 1:
        yield Finding("", f"say either `{given[0]}` or `{given[1]}`, not both")
    if "local_time" not in config:
        yield from (
            Finding(name, f"`{name}` says when a `local_time` is: give one, or leave `{name}` out")
            for name in ("timezone", "weekdays")
            if name in config
        )
    if (zone := config.get("timezone")) is not None and not is_expression(zone):
        yield from (Finding("timezone", problem) for problem in unknown_zone(zone))
    until = config.get("until")
    if isinstance(until, str) and not is_expression(until):
        try:
            moment = datetime.fromisoformat(until)
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            yield Finding("until", f"{until!r} is not a time with a time zone such as 2030-01-31T09:00:00Z")


def unknown_zone(name: str) -> Iterator[str]:
    """What is wrong with the name of a time zone, if anything."""
    if name not in rules():
        known = did_you_mean(closest(name, rules()))
        yield f"there is no time zone `{name[:60]}`{known or '; give a name such as Europe/Berlin or UTC'}"


KIND = LogicKind(
    name="delay",
    title="Wait",
    description="Wait for some time, until a moment or until a time of day. Waiting costs nothing, up to a year.",
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
                "examples": ["{% $order.body.pick_up_at %}"],
                "widget": "expression",
            },
            "local_time": {
                "type": "string",
                "title": "Until a time of day",
                "description": "The next time the clock shows this, such as 09:00.",
                "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$",
                "pattern_help": "a time of day, such as 09:00",
                "literal": True,
                "examples": ["09:00"],
            },
            "timezone": {
                "type": "string",
                "title": "Time zone",
                "description": "Whose clock: a name such as Europe/Berlin. Without it, the workflow's.",
                "maxLength": 10_000,
                "examples": ["Europe/Berlin", "{% $order.body.timezone %}"],
                "widget": "expression",
            },
            "weekdays": {
                "type": "array",
                "title": "Only on",
                "description": "The days on which it may be. Without any, every day.",
                "items": {"enum": list(WEEKDAYS), "literal": True},
                "literal": True,
                "minItems": 1,
                "uniqueItems": True,
            },
        },
        "additionalProperties": False,
    },
    output_schema=None,
    build=_build,
    findings=_findings,
)
