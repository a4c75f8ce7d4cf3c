"""`wait_for_events`: wait until somebody sends an event with this key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from statewright.core.names import REGISTER_WAIT
from statewright.language.compiler.ir import Await
from statewright.language.compiler.kinds.kind import LogicKind, Place, always
from statewright.language.graph.model import MAX_YEAR_SECONDS, RetrySettings

TIMEOUT: Final[dict[str, Any]] = {
    "type": "integer",
    "title": "At most for (seconds)",
    "description": "Then the run goes on by `timeout`; it fails if nothing is connected there.",
    "minimum": 1,
    "maximum": MAX_YEAR_SECONDS,
    "examples": [86_400],
    "widget": "expression",
}


def awaiting(definition: str, config: Mapping[str, Any], *, decides: bool) -> Await:
    """The operation of a node that waits for an answer from outside."""
    return Await(
        definition=definition,
        function=REGISTER_WAIT,
        config=dict(config),
        select=None,
        offload=False,
        timeout_seconds=MAX_YEAR_SECONDS,
        retry=RetrySettings(max_attempts=0),
        on=(),
        catches=False,
        continues=False,
        decides=decides,
    )


def _build(config: Mapping[str, Any], place: Place) -> Await:
    del place
    return awaiting("wait_for_events@1", config, decides=False)


KIND = LogicKind(
    name="wait_for_events",
    title="Wait for an event",
    description="Wait until another system says that something has happened, such as a payment. Waiting costs nothing.",
    icon="antenna",
    config_schema={
        "type": "object",
        "title": "Wait for an event",
        "properties": {
            "event": {
                "type": "string",
                "title": "Event",
                "description": "What the event is called. POST /api/events sends one.",
                "pattern": r"^[A-Za-z0-9_.:/-]{1,200}$",
                "pattern_help": "an event's name: letters, digits and . _ : / -",
                "literal": True,
                "examples": ["payment.received"],
            },
            "key": {
                "type": "string",
                "title": "Key",
                "description": "Which one of them is meant: the event must carry the same key.",
                "minLength": 1,
                "maxLength": 10_000,
                "examples": ["{% $order.body.id %}"],
                "widget": "expression",
            },
            "timeout_seconds": TIMEOUT,
        },
        "required": ["event", "key"],
        "additionalProperties": False,
    },
    output_schema={"description": "The event's payload."},
    handles=always("out", "timeout"),
    optional_handles=frozenset({"timeout"}),
    build=_build,
)
