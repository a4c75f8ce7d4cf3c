"""Events of GetExecutionHistory, written as AWS writes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import orjson
from statewright.language.engine import HistoryEvent

_JSON_FIELDS: Final = frozenset({"input", "output", "parameters"})


def wire_event(event: HistoryEvent, region: str, *, with_data: bool) -> dict[str, Any]:
    """An event as the API gives it: JSON values become text, details go under the name of the event's type."""
    wire: dict[str, Any] = {
        "id": event.id,
        "previousEventId": event.previous_id,
        "timestamp": event.at / 1000,
        "type": event.type,
    }
    if event.details:
        key = _details_key(event.type)
        if key is not None:
            wire[key] = _details(event.details, with_data=with_data)
            if event.type == "TaskScheduled":
                wire[key]["region"] = region
    return wire


def _details_key(kind: str) -> str | None:
    if kind.endswith("StateEntered"):
        return "stateEnteredEventDetails"
    if kind.endswith("StateExited"):
        return "stateExitedEventDetails"
    if kind.endswith(("StateAborted", "StateFailed", "StateSucceeded")):
        return None
    return f"{kind[0].lower()}{kind[1:]}EventDetails"


def _details(details: Mapping[str, Any], *, with_data: bool) -> dict[str, Any]:
    wire: dict[str, Any] = {}
    for name, value in details.items():
        if name in _JSON_FIELDS:
            if with_data or name == "parameters":
                wire[name] = orjson.dumps(value).decode()
                if name != "parameters":
                    wire[f"{name}Details"] = {"truncated": False}
        elif name == "assignedVariables":
            if with_data:
                wire[name] = {key: orjson.dumps(item).decode() for key, item in value.items()}
                wire["assignedVariablesDetails"] = {"truncated": False}
        elif value is not None:
            wire[name] = value
    return wire
