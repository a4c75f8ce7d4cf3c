"""`approval`: a person decides how the run goes on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from statewright.language.compiler.ir import Await
from statewright.language.compiler.kinds.kind import LogicKind, Place, always
from statewright.language.compiler.kinds.wait_for_events import TIMEOUT, awaiting


def _build(config: Mapping[str, Any], place: Place) -> Await:
    del place
    return awaiting("approval@1", config, decides=True)


KIND = LogicKind(
    name="approval",
    title="Approval",
    description="Ask a person to approve or reject, and go on accordingly. Waiting costs nothing.",
    icon="user-check",
    config_schema={
        "type": "object",
        "title": "Approval",
        "properties": {
            "title": {
                "type": "string",
                "title": "Question",
                "description": "What is to be decided, in one line.",
                "minLength": 1,
                "maxLength": 10_000,
                "examples": ["{% 'Refund ' & $order.body.total & ' EUR?' %}"],
                "widget": "template",
            },
            "message": {
                "type": "string",
                "title": "Details",
                "description": "What a person needs to know to decide.",
                "maxLength": 100_000,
                "multiline": True,
                "widget": "template",
            },
            "to": {
                "type": "array",
                "title": "Ask by mail",
                "description": "Addresses that get a mail with a link to the question. Whoever has it can answer.",
                "items": {
                    "type": "string",
                    "minLength": 3,
                    "maxLength": 320,
                    "pattern": "@",
                    "pattern_help": "an e-mail address, such as ada@example.com",
                },
                "maxItems": 20,
                "examples": [["team@example.com"]],
            },
            "timeout_seconds": TIMEOUT,
        },
        "required": ["title"],
        "additionalProperties": False,
    },
    output_schema={
        "type": "object",
        "properties": {
            "decision": {"enum": ["approved", "rejected"]},
            "by": {"type": "string", "description": "Who answered."},
            "comment": {"type": "string"},
            "at": {"type": "string", "format": "date-time"},
        },
    },
    handles=always("approved", "rejected", "timeout"),
    optional_handles=frozenset({"timeout"}),
    build=_build,
)
