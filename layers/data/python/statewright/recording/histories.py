"""Step Functions' own history of an execution, in the engine's terms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import orjson
from statewright.language.engine import HistoryEvent

_JSON_TEXT: Final = frozenset({"input", "output", "parameters"})


def history_events(events: Iterable[Mapping[str, Any]]) -> Iterator[HistoryEvent]:
    """GetExecutionHistory's events (oldest first) with values where AWS gives JSON text."""
    for event in events:
        details: Mapping[str, Any] = next((value for name, value in event.items() if name.endswith("EventDetails")), {})
        yield HistoryEvent(
            id=event["id"],
            previous_id=event.get("previousEventId", 0),
            at=round(event["timestamp"].timestamp() * 1000),
            type=event["type"],
            details={name: _value(name, value) for name, value in details.items()},
        )


def _value(name: str, value: Any) -> Any:
    if name == "assignedVariables" and isinstance(value, Mapping):
        return {variable: orjson.loads(text) for variable, text in value.items()}
    if name in _JSON_TEXT and isinstance(value, str):
        try:
            return orjson.loads(value)
        except orjson.JSONDecodeError:
            return value
    return value
